import {
  createAccountWebhook,
  createGroupWebhook,
  deleteWebhook,
  modifyWebhook,
  testWebhook,
} from '../fivetran/webhook.ts';
import { writerOf } from './writes.ts';

export const webhookWrites = {
  createForAccount: writerOf(createAccountWebhook),
  createForGroup: writerOf(createGroupWebhook),
  update: writerOf(modifyWebhook),
  delete: writerOf(deleteWebhook),
  test: writerOf(testWebhook),
};
