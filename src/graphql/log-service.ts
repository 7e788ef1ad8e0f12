import type { LogService, LogServiceExtended } from '../fivetran/log-service.ts';
import { declare } from '../plan/reads.ts';
import { builder } from './builder.ts';
import { guarded } from './config-area.ts';
import { detailField } from './detail.ts';
import { from, type Parent } from './handle.ts';
import { byIdField, fivetranIdField, globalIdField } from './identity.ts';
import { listArgs, relayList } from './lists.ts';
import { Node } from './node.ts';
import { firstOf } from './page.ts';
import { reference } from './reference.ts';
import { ConnectionTask, SetupState, SetupTest } from './setup.ts';
import { GroupNode, LogServiceNode } from './types.ts';
import { listPage } from './upstream-list.ts';

const of = from<LogService>();

const LogServiceConnection = relayList<LogService, Parent<LogService>>({
  name: 'LogService',
  of: LogServiceNode.ref,
  nodeOf: (logService) => logService,
});

/** A field that only the details call has: one more call for each log service. */
const detail = detailField<LogService, LogServiceExtended>(
  LogServiceNode,
  'logService',
  (loaders) => loaders.logService,
);

LogServiceNode.ref.implement({
  description: 'Where Fivetran sends the logs of a group.',
  interfaces: [Node],
  fields: (t) => ({
    id: globalIdField(t, LogServiceNode),
    fivetranId: fivetranIdField(t, LogServiceNode),
    service: t.string({
      description: 'What it is: `datadog_log`, `cloudwatch` and so on.',
      resolve: of((log) => log.service),
    }),
    enabled: t.boolean({ description: 'Whether logs are sent.', resolve: of((log) => log.enabled) }),
    setupState: t.field({
      type: SetupState.type,
      description: 'Whether it is set up and works.',
      resolve: of((log) => SetupState.of(log.status?.setup_state)),
    }),
    tasks: t.field({
      type: [ConnectionTask],
      description: 'What somebody must do before it works.',
      resolve: of((log) => log.status?.tasks ?? []),
    }),
    config: t.field({
      type: 'JSON',
      description:
        'Settings of its service, secrets masked. Lists do not have them: costs one call a log service. Granted apart, in the area `config`.',
      ...guarded(detail((details) => details.config)),
    }),
    setupTests: t.field({
      type: [SetupTest],
      description: 'Results of its setup tests, where Fivetran still has them. Costs one call a log service.',
      ...detail((details) => details.setup_tests),
    }),
    group: t.field({
      type: GroupNode.ref,
      description: 'The group whose logs are sent.',
      ...reference({
        type: GroupNode,
        resource: 'group',
        idOf: ({ id }: LogService) => id,
        keysOf: (parents) => parents,
      }),
    }),
  }),
});

builder.queryFields((t) => ({
  logService: byIdField(t, LogServiceNode, 'logService', 'log service'),
  logServices: t.field({
    type: LogServiceConnection,
    description: 'All log services of the account. One call per 1000.',
    args: listArgs(t),
    ...declare({
      demands: ({ args }) => [{ kind: 'list', of: 'logService', first: firstOf(args), filtered: false }],
      yields: ({ args }) => ({ most: firstOf(args), of: 'logService' }),
    }),
    resolve: (_, args, context) => {
      const blocks = context.loaders.logService.blocks();
      return listPage(context, { identity: ['logServices'], blocks, idOf: ({ id }) => id }, args);
    },
  }),
}));
