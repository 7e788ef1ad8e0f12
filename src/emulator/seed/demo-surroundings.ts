import { logServices } from '../services.ts';
import type { Account } from '../store/account.ts';
import { micros, millis } from '../store/times.ts';
import { certificate } from './certificates.ts';
import { configFor } from './configs.ts';

type IdOf = (person: string) => string;

const webhooks = [
  {
    group: undefined,
    url: 'https://hooks.larkspur.example/fivetran/all',
    events: ['sync_start', 'sync_end'],
    active: true,
    secret: true,
    by: 'Maren Okafor',
    at: '2023-03-01T10:00:00Z',
  },
  {
    group: 'Analytics',
    url: 'https://orchestrator.larkspur.example/api/fivetran',
    events: ['sync_end'],
    active: true,
    secret: true,
    by: 'Priya Raghavan',
    at: '2024-02-19T13:21:07Z',
  },
  {
    group: 'Marketing',
    url: 'https://chat.larkspur.example/hooks/marketing-data',
    events: ['sync_end', 'connection_failure', 'pause_connector', 'resume_connector'],
    active: true,
    secret: false,
    by: 'Chiara Bellandi',
    at: '2025-01-30T09:44:51Z',
  },
  {
    group: 'Finance',
    url: 'https://audit.larkspur.example/fivetran',
    events: ['create_connector', 'edit_connector', 'delete_connector'],
    active: false,
    secret: true,
    by: 'Oskar Brandt',
    at: '2023-08-14T16:02:33Z',
  },
] as const;

const logs = [
  { group: 'Analytics', service: 'datadog_log', enabled: true, state: 'connected', host: 'logs.datadog.example' },
  { group: 'Finance', service: 'cloudwatch', enabled: true, state: 'connected', host: 'logs.larkspur.example' },
  {
    group: 'Product & Engineering',
    service: 'splunkLog',
    enabled: false,
    state: 'broken',
    host: 'splunk.larkspur.example',
  },
] as const;

/** Connection by its schema -> hosts whose certificates somebody trusts. */
const trusted: Readonly<
  Record<string, { readonly hosts: readonly string[]; readonly by: string; readonly at: string }>
> = {
  shop: {
    hosts: ['shop.db.larkspur.example', 'shop-replica.db.larkspur.example'],
    by: 'Priya Raghavan',
    at: '2023-02-08T09:20:00Z',
  },
  loyalty: { hosts: ['loyalty.db.larkspur.example'], by: 'Daniel Mbeki', at: '2023-10-09T12:22:00Z' },
  wms: { hosts: ['wms.db.larkspur.example'], by: 'Emeka Nwosu', at: '2024-10-21T09:58:00Z' },
  erp: { hosts: ['erp.db.larkspur.example'], by: 'Oskar Brandt', at: '2023-06-19T13:40:00Z' },
};

function groupNamed(account: Account, name: string): string {
  const group = account.groups.list().find((each) => each.name === name);
  if (group === undefined) throw new Error(`expected a group '${name}' in the demo`);
  return group.id;
}

/** The webhooks and log services of the demo company. */
export function addHooksAndLogs(account: Account, idOf: IdOf): void {
  const { random } = account;
  for (const { group, url, events, active, secret, by, at } of webhooks) {
    account.webhooks.add({
      id: account.slugs.take(),
      type: group === undefined ? 'account' : 'group',
      url,
      events: [...events],
      active,
      ...(secret && { secret: random.hex(32) }),
      ...(group !== undefined && { group_id: groupNamed(account, group) }),
      created_at: millis(Date.parse(at) + random.integer(1000)),
      created_by: idOf(by),
    });
  }
  for (const { group, service, enabled, state, host } of logs) {
    const known = logServices[service];
    account.logServices.add({
      id: groupNamed(account, group),
      service,
      enabled,
      status: {
        tasks:
          state === 'broken'
            ? [{ code: 'reconnect_log', message: 'Reconnect: the log service refuses the token' }]
            : [],
        setup_state: state,
      },
      config: known === undefined ? {} : configFor(service, known.config, known.needs, host, random),
      setup_tests: [],
    });
  }
}

/** The certificates that people of the demo company have approved. */
export function trustCertificates(account: Account, idOf: IdOf): void {
  for (const connection of account.connections.list()) {
    const approval = trusted[connection.schema];
    if (approval === undefined) continue;
    for (const host of approval.hosts) {
      const date = micros(Date.parse(approval.at), account.random);
      account.certificatesOf(connection.id).add(certificate(host, date, idOf(approval.by), account.random));
    }
  }
}
