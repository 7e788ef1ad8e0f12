import { connectionServices, destinationServices, logServices } from '../services.ts';
import type { Connection, Destination, Group, LogService, Role, SetupTest, Team, User, Webhook } from './entities.ts';
import { mask, masked } from './masks.ts';

/** Rows never change in place, so the JSON of a row is made once. */
function once<Row extends object>(render: (row: Row) => unknown): (row: Row) => string {
  const made = new WeakMap<Row, string>();
  return (row) => {
    let json = made.get(row);
    if (json === undefined) {
      json = JSON.stringify(render(row));
      made.set(row, json);
    }
    return json;
  };
}

const connectionWire = ({ auth: _, ...connection }: Connection) => ({
  ...connection,
  config: masked(connection.config, connectionServices[connection.service]?.config),
});

/** Destinations write the numbers of their configs as text: `port` comes back as "443". */
const destinationWire = (destination: Destination) => {
  const config = masked(destination.config, destinationServices[destination.service]?.config);
  const texts = Object.entries(config).map(([key, value]) => [key, typeof value === 'number' ? String(value) : value]);
  return { ...destination, config: Object.fromEntries(texts) };
};

const logServiceWire = (service: LogService) => ({
  ...service,
  config: masked(service.config, logServices[service.service]?.config),
});

export const connectionJson = once(connectionWire);
/** With the results of the tests that a call ran. */
export const testedConnectionJson = (
  connection: Connection,
  tests: readonly SetupTest[] | undefined,
  more: object = {},
) =>
  tests === undefined && Object.keys(more).length === 0
    ? connectionJson(connection)
    : JSON.stringify({ ...connectionWire(connection), ...(tests && { setup_tests: tests }), ...more });

export const destinationJson = once(destinationWire);
/** Lists leave out what only the details have. */
export const destinationItemJson = once(({ config: _, setup_tests: __, ...destination }: Destination) => destination);
export const logServiceJson = once(logServiceWire);
export const logServiceItemJson = once(({ config: _, setup_tests: __, ...service }: LogService) => service);
export const webhookJson = once((webhook: Webhook) =>
  webhook.secret === undefined ? webhook : { ...webhook, secret: mask },
);
export const groupJson = once((group: Group) => group);
export const userJson = once((user: User) => user);
export const teamJson = once((team: Team) => team);
export const roleJson = once((role: Role) => role);
export const plainJson = once((row: object) => row);
