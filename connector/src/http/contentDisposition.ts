/** The header under which a browser keeps a file by its name, in any alphabet (RFC 6266). */
export function contentDisposition(fileName: string): Record<string, string> {
  const plain = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return { 'Content-Disposition': `inline; filename="${plain}"; filename*=UTF-8''${encoded}` };
}
