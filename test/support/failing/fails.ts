import { expect, test } from 'vitest';

test('fails', () => expect('what it is').toBe('what it should be'));
