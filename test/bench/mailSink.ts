// Run in a process of its own: an SMTP server that takes every message and keeps none. Prints its port; ends with its parent.
import { SMTPServer } from 'smtp-server';

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, _session, done) {
    stream.on('end', () => done(null)).resume();
  },
});
server.on('error', () => undefined); // a sender that hangs up is no news here
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(String((server.server.address() as { port: number }).port));
});
process.on('disconnect', () => process.exit());
