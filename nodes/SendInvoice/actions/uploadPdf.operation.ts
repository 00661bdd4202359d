import type { INodeProperties } from 'n8n-workflow';
import type { Invoice } from '../../shared/api';
import { shownWhen } from '../../shared/display';
import { forEachItem, itemParameter } from '../../shared/items';
import { invoiceLocator, requiredId } from '../../shared/locators';
import type { Execute } from '../../shared/recordOperations';

/** Fifteen megabytes over a slow line. */
const TIMEOUT_MS = 300_000;
/** Told by its bytes in the connector: n8n has many PDFs as something else. */
const PDF = 'application/pdf';

export const description: INodeProperties[] = shownWhen({ operation: ['uploadPdf'] }, [
  {
    ...invoiceLocator,
    default: { mode: 'id', value: '={{ $json.id }}' },
    description: 'The invoice that the file of each input item belongs to',
  },
  {
    displayName: 'Input Data Field Name',
    name: 'binaryPropertyName',
    type: 'string',
    required: true,
    default: 'data',
    hint: 'The name of the input field containing the PDF, up to 16 MB',
  },
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    options: [
      {
        displayName: 'File Name',
        name: 'fileName',
        type: 'string',
        default: '',
        placeholder: 'e.g. Invoice 2026-0042.pdf',
        description: 'As the customer sees it; left out, the number of the invoice',
      },
    ],
  },
]);

/** INV-4: gives each item's invoice its PDF and puts out the invoice. The same file again changes nothing. */
export const execute: Execute = async (context, connector) => {
  const invoiceOf = itemParameter<unknown>(context, 'invoiceId');
  const fieldOf = itemParameter<string>(context, 'binaryPropertyName', 'data');
  const optionsOf = itemParameter<{ fileName?: string }>(context, 'options', {});
  return await forEachItem(context, async (itemIndex) => {
    const id = requiredId(context, invoiceOf(itemIndex), 'invoice', itemIndex);
    const { fileName } = optionsOf(itemIndex);
    context.helpers.assertBinaryData(itemIndex, fieldOf(itemIndex));
    const content = await context.helpers.getBinaryDataBuffer(itemIndex, fieldOf(itemIndex));
    return await connector.put<Invoice>(`/v1/invoices/${encodeURIComponent(id)}/pdf`, {
      file: { content, mimeType: PDF },
      query: fileName ? { fileName } : {},
      itemIndex,
      timeoutMs: TIMEOUT_MS,
    });
  });
};
