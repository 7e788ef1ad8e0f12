import { invalidInput, Refusal } from './refusal.ts';
import type { Call, Reply } from './route.ts';

/** What there may be only one of is there already; which 4xx says so is not known. */
export const duplicate = (call: Call, message: string): Refusal =>
  call.account.switches.duplicateAnswers === 409 ? new Refusal(409, 'Conflict', message) : invalidInput(message);

/** A DELETE's answer: with a message (spec), or without a body (the documentation's table of statuses). */
export const deleted = (call: Call, message: string): Reply => ({
  status: call.account.switches.deleteAnswers,
  message,
});
