import { z } from 'zod';
import { BOUNCE_TYPES, DELIVERY_EVENTS } from '../../domain/delivery.ts';
import { email, id, inputInstant, instant, line, paragraphs } from './common.ts';

export const delivery = z
  .object({
    id: z.string(),
    actionId: z.string(),
    event: z.enum(DELIVERY_EVENTS),
    bounceType: z.enum(BOUNCE_TYPES).nullable(),
    address: z.string().nullable(),
    at: instant,
    text: z.string().nullable().meta({ description: 'What the other server said, or the words of a reply' }),
  })
  .meta({ id: 'Delivery' });

/** As mails name each other. */
const messageName = line(998);

const replyInput = z
  .strictObject({
    messageId: messageName.optional().meta({
      description: 'Its own Message-ID: by it the answer counts once, whichever way it comes',
      example: '<CAF1x@mail.example.com>',
    }),
    references: z
      .array(messageName)
      .max(200)
      .optional()
      .meta({ description: 'What its headers References and In-Reply-To name, oldest first' }),
    from: z.strictObject({ name: z.string().max(500).nullish(), email }).optional(),
    subject: z.string().max(2000).nullish(),
    html: z.string().max(5_000_000).nullish().meta({ description: 'Sanitized; gives the text where there is none' }),
  })
  .meta({ id: 'ReplyInput', description: 'An answer as its mail says it' });

export const deliveryInput = z
  .strictObject({
    messageId: line(998).optional().meta({
      description: 'The Message-ID of a message that the connector sent',
      example: '<act_01k3example.0123456789@example.com>',
    }),
    replyAddress: email.optional().meta({
      description: 'Or the address that an answer came to, with the setting replyAddress',
      example: 'replies+01k3example-0123456789@example.com',
    }),
    actionId: id.optional().meta({ description: 'Or the action behind the message, whoever sent it' }),
    event: z.enum(DELIVERY_EVENTS).meta({
      description:
        'Opened and clicked count only with the setting trackOpens. Replied: a person answered, which holds automatic actions until somebody has read it (HLD-1). Auto-replied: a program did',
    }),
    bounceType: z
      .enum(BOUNCE_TYPES)
      .optional()
      .meta({ description: 'Of a bounce; hard, if left out: the address is invalid until it is validated (CUS-3)' }),
    address: email.optional().meta({ description: 'The recipient; needed where a message with several bounced' }),
    at: inputInstant.optional().meta({ description: 'Now, if left out' }),
    text: paragraphs(1_000_000).nullish(),
    reply: replyInput.optional(),
    externalId: id.optional().meta({ description: 'Names what is told, so that it counts once' }),
  })
  .refine(
    (body) => [body.messageId, body.replyAddress, body.actionId].filter((each) => each !== undefined).length === 1,
    {
      path: ['messageId'],
      message: 'name the message by exactly one of messageId, replyAddress and actionId',
    },
  )
  .refine(({ event, bounceType }) => bounceType === undefined || event === 'bounced', {
    path: ['bounceType'],
    message: 'belongs to the event bounced alone',
  })
  .refine(({ event, reply }) => reply === undefined || event === 'replied' || event === 'autoReplied', {
    path: ['reply'],
    message: 'belongs to the events replied and autoReplied alone',
  })
  .meta({ id: 'DeliveryInput' });

export const deliveryAnswer = z
  .object({
    outcome: z.enum(['recorded', 'repeated', 'dropped']).meta({
      description: 'Repeated: it was known already. Dropped: opened and clicked are not kept while trackOpens is off',
    }),
    delivery: delivery.nullable(),
    replyId: z.string().nullable().meta({ description: 'What people read and answer, if somebody replied' }),
  })
  .meta({ id: 'DeliveryResult' });
