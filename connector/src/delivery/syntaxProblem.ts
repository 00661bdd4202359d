import Handlebars from 'handlebars';

export interface Position {
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
}

export interface SyntaxProblem extends Position {
  message: string;
}

/** A template's syntax tree, or what is wrong with its syntax and where. */
export function parseTemplate(source: string): { program: hbs.AST.Program } | { problem: SyntaxProblem } {
  try {
    return { program: Handlebars.parse(source) };
  } catch (error) {
    return { problem: syntaxProblem(source, error as Handlebars.Exception) };
  }
}

export function positionAt(source: string, offset: number): Position {
  const before = source.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

/** The parser shows a line with up to 20 characters before the place and 20 after it, and a pointer under the place. */
const POINTED = /^(?:Parse|Lexical) error on line (\d+)[^\n]*\n(.*)\n(-*)\^/;

function syntaxProblem(source: string, error: Handlebars.Exception): SyntaxProblem {
  if (typeof error.lineNumber === 'number') {
    return { line: error.lineNumber, column: Number(error.column) + 1, message: mismatch(error.message) };
  }
  const pointed = POINTED.exec(error.message);
  if (!pointed) return { line: 1, column: 1, message: `is not valid Handlebars: ${error.message}` };
  if (/got 'EOF'$/.test(error.message)) {
    const open = lastOpenBlock(source);
    if (open)
      return {
        ...positionAt(source, open.offset),
        message: `\`${open.tag}\` is never closed: it needs \`{{/${open.name}}}\``,
      };
  }
  const offset = offsetOf(source, Number(pointed[1]), pointed[2]!, pointed[3]!.length);
  const position = positionAt(source, offset);
  const shown = source.slice(tagStart(source, offset), offset + 12).split('\n')[0]!;
  return { ...position, message: `is not valid Handlebars near \`${shown.trim()}\`` };
}

function tagStart(source: string, offset: number): number {
  const start = Math.max(source.lastIndexOf('{{', offset), 0);
  return source[start - 1] === '{' ? start - 1 : start;
}

function mismatch(message: string): string {
  const names = /^(\S+) doesn't match (\S+)/.exec(message);
  return names ? `\`{{#${names[1]}}}\` is closed by \`{{/${names[2]}}}\`` : message.replace(/ - \d+:\d+$/, '');
}

/** The parser's excerpt has lost its line breaks: the place is where the source without them reads the same, from that line on. */
function offsetOf(source: string, line: number, excerpt: string, pointer: number): number {
  const past = excerpt.slice(0, pointer).replace(/^\.\.\./, '');
  const upcoming = excerpt.slice(pointer).replace(/\.\.\.$/, '');
  const lines = source.split('\n');
  const start = lines.slice(0, line - 1).join('').length;
  const found = lines.join('').indexOf(past + upcoming, Math.max(0, start - past.length));
  let rest = (found < 0 ? start : found) + past.length;
  let offset = 0;
  for (const text of lines) {
    if (rest <= text.length) return offset + rest;
    rest -= text.length;
    offset += text.length + 1;
  }
  return source.length;
}

function lastOpenBlock(source: string): { name: string; tag: string; offset: number } | null {
  const open: { name: string; tag: string; offset: number }[] = [];
  for (const match of source.matchAll(/\{\{~?([#^/])\s*([^\s}~]+)[^}]*\}\}/g)) {
    if (match[1] === '/') open.pop();
    else open.push({ name: match[2]!, tag: match[0], offset: match.index });
  }
  return open.at(-1) ?? null;
}
