// For editors: what `npm run lint` asks of the community package. connector/, test/ and demo/ have a configuration of their own.
import { buildScanConfig } from '@n8n/scan-community-package/scanner/scanner.mjs';

const theRest = ['*', '!nodes', '!nodes/**', '!credentials', '!credentials/**', '!package.json'];

export default [{ ignores: theRest }, ...(await buildScanConfig())];
