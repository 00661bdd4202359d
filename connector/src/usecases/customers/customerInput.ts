import type { PaymentMethodsInput } from '../../domain/paymentMethods.ts';
import type { Reference } from '../lists/records.ts';
import type { ContactInput } from './contacts.ts';

/** A customer to be created, or what to change of one. */
export interface CustomerInput {
  /** Names an existing customer; without it the external id decides between creating and updating. */
  readonly reference?: Reference;
  readonly externalId?: string;
  readonly name?: string;
  readonly language?: string | null;
  readonly formOfAddress?: 'formal' | 'informal' | null;
  readonly country?: string | null;
  readonly contacts?: readonly ContactInput[];
  readonly accountManagers?: readonly string[];
  readonly dunningPlanId?: string | null;
  readonly paymentMethods?: PaymentMethodsInput;
  readonly customFields?: Readonly<Record<string, unknown>>;
}
