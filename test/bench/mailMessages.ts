const PDF_BYTES = 100 * 1024;
const HEAD = Buffer.from('%PDF-1.4\n');
const TAIL = Buffer.from('\n%%EOF\n');

/** A hundred different PDFs of 100 kB, as far as anybody looks. */
export function invoicePdf(place: number): Buffer {
  const content = Buffer.alloc(PDF_BYTES - HEAD.length - TAIL.length);
  for (let at = 0, value = (place % 100) + 1; at < content.length; at++)
    content[at] = value = (Math.imul(value, 1103515245) + 12345 + at) & 0xff;
  return Buffer.concat([HEAD, content, TAIL]);
}

/** What the connector's message is about as long as. */
export function sampleMessage(place: number) {
  const text = `Dear Ann,\n\nplease find invoice I-${place} attached.\n`.padEnd(1_000, 'Thank you for your order. ');
  return {
    from: 'accounts@example.com',
    to: `ann@c-${place}.example`,
    subject: `Invoice I-${place}`,
    text,
    html: `<html><body>${text.padEnd(12_000, '<p style="font-family:Helvetica">Thank you</p>')}</body></html>`,
    textEncoding: 'quoted-printable' as const,
  };
}
