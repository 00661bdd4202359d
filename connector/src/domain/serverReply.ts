/** An enhanced status code (RFC 3463); no part of an IP address or a version. */
const ENHANCED = /(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?!\.?\d)/;

const NO_SUCH_ADDRESS =
  /user unknown|unknown user|no such (user|mailbox|recipient|address)|(address|recipient|mailbox|user|account)\b.{0,60}(does not exist|doesn'?t exist|not found|rejected|unavailable|disabled)|domain .{0,60}not found/i;
/** Refusals of whoever sends, of what is sent, or of the way it came. */
const ABOUT_US =
  /\b(relay|sender|spam|spf|dkim|dmarc|policy|prohibit|authenti|helo|ehlo|reputation|reverse|ptr|rdns|rbl|dnsbl|spamhaus|barracuda|too many|not (allowed|permitted|authori[sz]ed))|\bblock|black ?list|blocklist|denied|(message|content)\b.{0,30}(reject|refus)|verif\w* failed/i;
/** Postfix says *Sender address rejected: Domain not found*, which reads like the recipient's. */
const OF_SENDER =
  /\bsender\b(['’]s)?.{0,60}\b(address|domain|reject|refus|denied|not found|exist|invalid|unknown|block)/i;
/** What was tried for days, and given up. */
const NOBODY_THERE = /retry time|timed? ?out|connection (refused|reset|lost)|could ?n[o’']t (be )?connect|no route to/i;

/** The enhanced status code of a reply; null where it has none. */
export function enhancedIn(text: string): string | null {
  return ENHANCED.exec(text)?.[1] ?? null;
}

/** Whether words say that there is no such address. */
export function saysNoSuchAddress(text: string): boolean {
  return NO_SUCH_ADDRESS.test(text) && !OF_SENDER.test(text);
}

/**
 * Whether words that a server gives for a refusal with a code such as 550 may mean the recipient's address: not where they speak of us
 * (a relay that does not know us, our sender's address, spam), unless they say that there is no such address.
 */
export function mayMeanAddress(text: string): boolean {
  return saysNoSuchAddress(text) || !ABOUT_US.test(text);
}

/** Whether words tell of a server that could not be reached for so long that it was given up. */
export function saysNobodyThere(text: string): boolean {
  return NOBODY_THERE.test(text);
}

/** 5.1.7 and 5.1.8 mean the sender's address, though all other 5.1.x mean the recipient's (RFC 3463). */
export function meansSender(status: string): boolean {
  return /^5\.1\.[78]$/.test(status);
}

/** 550, 551 and 553 alone speak of an address, among the replies of before there were enhanced codes. */
export function isAddressCode(code: number): boolean {
  return code === 550 || code === 551 || code === 553;
}
