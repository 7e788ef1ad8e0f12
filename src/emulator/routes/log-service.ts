import { logServiceOf } from '../lookups.ts';
import { page } from '../page.ts';
import { type Route, read } from '../route.ts';
import { logServiceItemJson, logServiceJson } from '../store/wire.ts';

export const logServiceRoutes: readonly Route[] = [
  read('/v1/external-logging', (call) => {
    const rows = call.account.logServices.listed();
    return page(call, 'External logging services retrieved successfully', rows, logServiceItemJson);
  }),
  read('/v1/external-logging/{logId}', (call) => ({
    message: 'External logging service details retrieved successfully',
    data: logServiceJson(logServiceOf(call)),
  })),
];
