import type { Route } from '../route.ts';
import { accessRoutes } from './access.ts';
import { actionRoutes } from './actions.ts';
import { contactRoutes } from './contacts.ts';
import { csvFileRoutes } from './csv.ts';
import { customFieldRoutes } from './customFields.ts';
import { customerRoutes } from './customers.ts';
import { deliveryRoutes } from './deliveries.ts';
import { entryRoutes } from './entries.ts';
import { eventRoutes } from './events.ts';
import { fileRoutes } from './files.ts';
import { explainRoutes } from './explain.ts';
import { incomingMailRoutes } from './incomingMail.ts';
import { invoiceRoutes } from './invoices.ts';
import { invoiceSendingRoutes } from './invoiceSending.ts';
import { noteRoutes } from './notes.ts';
import { importRoutes } from './imports.ts';
import { organizationRoutes } from './organization.ts';
import { planRoutes } from './plans.ts';
import { webhookRoutes } from './webhooks.ts';
import { planToolRoutes } from './planTools.ts';
import { replyRoutes } from './replies.ts';
import { ruleRoutes } from './rules.ts';
import { runRoutes } from './runs.ts';
import { senderRoutes } from './senders.ts';
import { sourceRoutes } from './sources.ts';
import { templateRoutes } from './templates.ts';
import { viewRoutes } from './views.ts';

/** Every operation of the API; where two paths could match, the one without a parameter comes first. */
export function allRoutes(version: string): readonly Route[] {
  const routes = [
    ...planRoutes,
    ...planToolRoutes,
    ...customerRoutes,
    ...customFieldRoutes,
    ...viewRoutes,
    ...contactRoutes,
    ...explainRoutes,
    ...invoiceRoutes,
    ...invoiceSendingRoutes,
    ...fileRoutes,
    ...templateRoutes,
    ...entryRoutes,
    ...actionRoutes,
    ...noteRoutes,
    ...deliveryRoutes,
    ...incomingMailRoutes,
    ...replyRoutes,
    ...ruleRoutes,
    ...runRoutes,
    ...webhookRoutes,
    ...sourceRoutes,
    ...importRoutes,
    ...csvFileRoutes,
    ...organizationRoutes(version),
    ...accessRoutes,
    ...senderRoutes,
    ...eventRoutes,
  ];
  return routes.toSorted((a, b) => Number(a.path.includes('{')) - Number(b.path.includes('{')));
}
