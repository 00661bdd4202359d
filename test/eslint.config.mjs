export { default } from '../connector/eslint.config.mjs';
