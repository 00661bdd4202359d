// Run in a process of its own: the books of the stock workflow, open invoices and which were reminded of, in memory. Prints its port; ends with its parent.
import { createServer, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';

const due = Number(process.env['BENCH_DUE']);

/** As many that are due for a reminder, and as many again that are not. */
const invoices = Array.from({ length: 2 * due }, (_, place) => ({
  number: `I-${place}`,
  customer: `Customer ${place}`,
  email: `ann@c-${place}.example`,
  dueDate: place < due ? '2026-11-18' : '2026-12-20',
  outstanding: 125_000,
  currency: 'EUR',
}));
const reminded = new Set<string>();

const answer = (response: ServerResponse, body: unknown) =>
  response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body));

const server = createServer((request, response) => {
  if (request.url === '/invoices') return void answer(response, invoices);
  const read = request.method === 'POST' ? json(request) : Promise.resolve(null);
  void read.then((body) => {
    if (body !== null) reminded.add((body as { number: string }).number);
    answer(response, { reminded: reminded.size });
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(String((server.address() as { port: number }).port)));
process.on('disconnect', () => process.exit());
