export const settingsPath = '/v1/settings';
