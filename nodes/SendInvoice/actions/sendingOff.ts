import type { IExecuteFunctions } from 'n8n-workflow';
import type { Settings } from '../../shared/api';
import type { Connector } from '../../shared/transport';

/**
 * Says over an empty output that nothing is to send because the organisation has not switched it on (INV-1). Asked for
 * in test runs alone: there somebody looks, and a published workflow is not to make requests for nobody.
 */
export async function hintIfSendingIsOff(context: IExecuteFunctions, connector: Connector): Promise<void> {
  if (context.getMode() !== 'manual') return;
  const { sendInvoices } = await connector.get<Settings>('/v1/settings');
  if (sendInvoices) return;
  context.addExecutionHints({
    message:
      'Sending invoices is switched off: imported invoices count as sent. Switch it on with the node “Dunning”: Setting, Update, Send Invoices. Invoices imported from then on are to send.',
    type: 'info',
    location: 'outputPane',
  });
}
