import type { IncomingMessage, ServerResponse } from 'node:http';

/** Far more than any body of the API; what recursion over a body can bear is some thousands. */
export const DEEPEST_JSON = 64;

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [...Buffer.from('"\\[]{}')] as [
  number,
  number,
  number,
  number,
  number,
  number,
];

/** Whether lists and objects stand in one another deeper than `levels`. Reads bytes once, before anything is made of them. */
export function isDeeperThan(levels: number, json: Uint8Array): boolean {
  let depth = 0;
  let isInText = false;
  for (let place = 0; place < json.length; place++) {
    const byte = json[place];
    if (isInText) {
      if (byte === BACKSLASH) place++;
      else if (byte === QUOTE) isInText = false;
    } else if (byte === QUOTE) isInText = true;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      if (++depth > levels) return true;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth--;
  }
  return false;
}

/** For the parser’s `verify`: ends in a problem (`toProblem`) by its type. Bytes of another charset are not what they look like. */
export function refuseDeep(_request: IncomingMessage, _response: ServerResponse, body: Buffer, charset: string): void {
  if (charset !== 'utf-8') throw Object.assign(new Error('not UTF-8'), { type: 'charset.unsupported' });
  if (isDeeperThan(DEEPEST_JSON, body)) throw Object.assign(new Error('too deep'), { type: 'entity.too.deep' });
}
