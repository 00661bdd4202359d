import { execFileSync } from 'node:child_process';

/** Builds dist/ before the suite: n8n-core loads the package as it would be published. */
export default function setup(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 'ignore', 'inherit'] });
}
