/** No mail server takes more. */
const LARGEST_BYTES = 20 * 1024 * 1024;

/** A PDF that cannot be had, in a sentence for people. */
export class PdfUnavailable extends Error {}

/** The file behind a link of Stripe's, unchecked; throws PdfUnavailable, or what fetch throws. */
export async function fetchPdf(url: string, signal: AbortSignal): Promise<Uint8Array> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new PdfUnavailable(`The link to the PDF answered ${response.status}`);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body!) {
    size += part.length;
    if (size > LARGEST_BYTES) throw new PdfUnavailable(`The PDF is larger than ${LARGEST_BYTES / 1024 / 1024} MB`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
