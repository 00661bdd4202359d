import { type NextFunction, type Request, type Response, Router, text } from 'express';
import { DomainError } from '../../domain/errors.ts';
import { type CustomerContext, loadCustomerContexts } from '../../store/subjects.ts';
import { refreshTestClock } from '../../usecases/cadence/passTime.ts';
import type { Deps } from '../../usecases/deps.ts';
import { disputeByCustomer, promiseByCustomer } from '../../usecases/invoices/saidByCustomer.ts';
import { currentMoment, type Moment } from '../../usecases/moment.ts';
import { payableAtSource, paymentPageOf } from '../../usecases/sources/paymentPages.ts';
import { Problem } from '../problem.ts';
import { type Attempt, type Mistake, readDispute, readPromise } from './portalForms.ts';
import { expiredPage, portalPage, type PortalView } from './portalPage.ts';

/** Answers are never kept, and the link is told to nobody else; with *no-referrer* browsers would not say whence a form comes. */
const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'Cache-Control': 'private, no-store',
  'Referrer-Policy': 'same-origin',
};

const FORM = 'application/x-www-form-urlencoded';
/** A comment of 2,000 characters, each of nine as a form sends it, and what is around it. */
const FORM_LIMIT_KB = 32;

/** Who has opened the page with a link that holds, and what there is to see. */
interface Visit {
  readonly context: CustomerContext;
  readonly moment: Moment;
  readonly path: string;
  readonly payable: ReadonlySet<string>;
}

/** The portal that `{{portal.link}}` opens; the signed link is the permission, and there are no cookies. */
export function portalRoutes(deps: Deps): Router {
  const router = Router({ caseSensitive: true });
  const prefix = new URL(deps.publicUrl).pathname.replace(/\/+$/, '');
  const visitOf = async (token: string): Promise<Visit | Moment> => {
    await refreshTestClock(deps.store, deps.clock);
    const { session } = deps.store;
    const moment = await currentMoment(session, deps.clock);
    const customerId = deps.portal.customerOf(token, moment.today);
    if (customerId === null) return moment;
    const context = (await loadCustomerContexts(session, [customerId])).get(customerId);
    if (context === undefined || context.customer.excluded === 1) return moment;
    const payable = await payableAtSource(
      deps,
      session,
      context.openInvoices.map(({ row }) => row),
    );
    return { context, moment, path: `${prefix}/portal/${encodeURIComponent(token)}`, payable };
  };
  const open = async (request: Request<{ token: string }>, response: Response, next: NextFunction) => {
    response.set(HEADERS);
    const visit = await visitOf(request.params.token);
    if ('context' in visit) {
      response.locals['visit'] = visit;
      next();
    } else response.status(404).type('html').send(expiredPage(visit.settings.language));
  };
  const show = (response: Response, status: number, view: PortalView) =>
    response.status(status).type('html').send(portalPage(view));

  router.get('/portal/:token', open, (_request, response) => {
    show(response, 200, response.locals['visit'] as Visit);
  });
  const leadToPage = async (request: Request<{ token: string; invoiceId: string }>, response: Response) => {
    const visit = response.locals['visit'] as Visit;
    const { invoiceId } = request.params;
    const invoice = visit.context.openInvoices.find(({ id }) => id === invoiceId);
    if (!invoice || invoice.isDisputed) return void show(response, 404, { ...visit, notice: 'gone' });
    const url = visit.payable.has(invoice.id) ? await paymentPageOf(deps, invoice.row) : null;
    if (url === null) show(response, 503, { ...visit, notice: 'payLater' });
    else response.redirect(303, url);
  };
  // A link, since browsers let no form lead to another site under this policy.
  router.get('/portal/:token/invoices/:invoiceId/pay', open, leadToPage);
  // Whoever comes back to where a form was sent wants the page.
  router.get('/portal/:token/invoices/:invoiceId/:form', open, (_request, response) => {
    response.redirect(303, (response.locals['visit'] as Visit).path);
  });

  const take = (
    form: Attempt['form'],
    work: (visit: Visit, invoiceId: string, typed: URLSearchParams) => Promise<readonly Mistake[]>,
  ) => {
    const path = `/portal/:token/invoices/:invoiceId/${form}` as const;
    const handle = async (request: Request<{ token: string; invoiceId: string }>, response: Response) => {
      const visit = response.locals['visit'] as Visit;
      const { invoiceId } = request.params;
      if (typeof request.body !== 'string') throw new Problem(415, `The body must be a form (${FORM})`);
      const typed = new URLSearchParams(request.body);
      const isShown = visit.context.openInvoices.some(({ id }) => id === invoiceId);
      const mistakes = isShown ? await work(visit, invoiceId, typed).catch(mistakesOf) : null;
      if (mistakes?.length === 0) {
        response.redirect(303, `${visit.path}#${invoiceId}`);
        return;
      }
      const now = await visitOf(request.params.token);
      const view = 'context' in now ? now : visit;
      if (mistakes === null) show(response, 404, { ...view, notice: 'gone' });
      else
        show(response, mistakes.includes('changed') ? 409 : 422, {
          ...view,
          attempt: { invoiceId, form, typed, mistakes },
        });
    };
    router.post(
      path,
      refuseOtherSites(deps.publicUrl),
      open,
      text({ type: FORM, limit: FORM_LIMIT_KB * 1024 }),
      handle,
    );
  };
  take('promises', async ({ context: { customer, openInvoices } }, invoiceId, typed) => {
    const read = readPromise(typed, openInvoices.find(({ id }) => id === invoiceId)!.currency);
    if ('mistakes' in read) return read.mistakes;
    await promiseByCustomer(deps, customer, invoiceId, read.input);
    return [];
  });
  take('disputes', async ({ context: { customer }, moment }, invoiceId, typed) => {
    const read = readDispute(typed, moment.settings.disputeReasons);
    if ('mistakes' in read) return read.mistakes;
    await disputeByCustomer(deps, customer, invoiceId, read.input);
    return [];
  });
  router.use((error: unknown, _request: Request, _response: Response, next: NextFunction) => {
    const isTooLarge = (error as { type?: string }).type === 'entity.too.large';
    next(isTooLarge ? new Problem(413, `A form of this page has at most ${FORM_LIMIT_KB} kB`) : error);
  });
  return router;
}

/** What a refusal by the use case is to whoever filled in the form; null: the invoice is not there any more. */
function mistakesOf(error: unknown): readonly Mistake[] | null {
  if (!(error instanceof DomainError)) throw error;
  if (error.kind === 'notFound') return null;
  const named = error.errors.map(({ path }) => path as Mistake);
  return error.kind === 'conflict' || named.length === 0 ? ['changed'] : named;
}

/** The link is in nobody's cookies, so no other site can send these forms unless it knows the link; then it is refused all the same. */
function refuseOtherSites(publicUrl: string) {
  const own = new URL(publicUrl).origin;
  return (request: Request, _response: Response, next: NextFunction) => {
    const origin = request.get('origin');
    const isOwn = origin === undefined || origin === own || hostOf(origin) === request.get('host');
    if (!isOwn || request.get('sec-fetch-site') === 'cross-site')
      throw new Problem(403, 'This form is taken from the page of the link alone');
    next();
  };
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
