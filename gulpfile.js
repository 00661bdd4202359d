const { rm } = require('node:fs/promises');
const { dest, parallel, series, src } = require('gulp');

const clean = () => rm('dist', { recursive: true, force: true });

// Without `encoding: false` gulp 5 reads files as text and damages whatever is not UTF-8.
const icons = () => src(['nodes/**/*.svg', 'credentials/**/*.svg'], { base: '.', encoding: false }).pipe(dest('dist'));

const codex = () => src('nodes/**/*.node.json').pipe(dest('dist/nodes'));

// The connector's package carries its own copy of the e-mail templates; in a checkout it reads templates/ itself.
const emailTemplates = () =>
  src('templates/email/**/*', { encoding: false, allowEmpty: true }).pipe(dest('connector/templates/email'));

exports.clean = clean;
exports.emailTemplates = emailTemplates;
exports.build = parallel(icons, codex, emailTemplates);
exports.default = series(clean, exports.build);
