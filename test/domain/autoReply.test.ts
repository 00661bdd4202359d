import { expect, test } from 'vitest';
import { isAutoReply } from '../../connector/src/domain/autoReply.ts';

test.each([
  { 'Auto-Submitted': 'auto-replied' },
  { 'auto-submitted': 'auto-generated; owner-email="ann@c-1.example"' },
  { 'X-Autoreply': 'yes' },
  { 'X-Autorespond': 'Out of office' },
  { Precedence: 'auto_reply' },
  { precedence: 'Bulk' },
  { Precedence: ['junk'] },
])('HLD-1: what a program answered is no reply: %o', (headers) => {
  expect(isAutoReply(headers)).toBe(true);
});

test.each([
  {},
  { 'Auto-Submitted': 'no' },
  { Precedence: 'normal' },
  { 'X-Autoreply': 'no' },
  { Subject: 'Auto-Submitted: yes' },
])('HLD-1: what a person answered is one: %o', (headers) => {
  expect(isAutoReply(headers)).toBe(false);
});
