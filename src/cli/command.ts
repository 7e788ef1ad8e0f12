import { ClientsFileError } from '../policy/clients.ts';
import { AREAS } from '../policy/permit.ts';
import { addClient, UsageError } from './client-add.ts';

export interface CommandOptions {
  readonly args: readonly string[];
  readonly version: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly random: (bytes: number) => Buffer;
  /** Looks whether the server could work, and gives the exit code. */
  readonly check: () => Promise<number>;
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

const HELP = `fivetran-graphql: a GraphQL server over Fivetran's REST API

  fivetran-graphql                      starts the server; its settings are environment variables (README, "Settings")
  fivetran-graphql check                looks whether it could: at the settings, their files, and with one call at Fivetran
  fivetran-graphql client add NAME      adds a caller to the clients file, and prints its token once
      --grant AREA=LEVEL                off, read, write or full; again for each area
      --grant AREA=ACTION,ACTION        or exactly these actions
      --expires 2027-06-30              the last day of the token
      --calls-per-hour N                the client's share of the quota
      --file FILE                       the clients file; CLIENTS_FILE where it is left out
      without --grant                   a second token for a client that is there, while the first is exchanged
  fivetran-graphql --version
  fivetran-graphql --help

  Areas: ${AREAS.join(', ')}
`;

/**
 * Does what a command line asks for.
 * @returns the exit code; undefined where the server is to be started
 */
export function runCommand(options: CommandOptions): number | Promise<number> | undefined {
  const { args, version, environment, random, check, out, error } = options;
  const [first, second, ...rest] = args;
  if (first === undefined) return undefined;
  if (first === '--help' || first === '-h') return say(HELP);
  if (first === '--version') return say(`${version}\n`);
  if (first === 'check' && second === undefined) return check();
  try {
    if (first !== 'client' || second !== 'add') throw new UsageError(`There is no command "${args.join(' ')}"`);
    if (rest.includes('--help')) return say(HELP);
    const { token, file } = addClient({ args: rest, defaultFile: environment.CLIENTS_FILE, random });
    error(`Written to ${file}. The token is shown only now; callers send it as "Authorization: Bearer <token>".\n`);
    return say(`${token}\n`);
  } catch (problem) {
    if (problem instanceof UsageError) error(`${problem.message}\nfivetran-graphql --help tells what there is.\n`);
    else if (problem instanceof ClientsFileError) error(`${problem.message}\n`);
    else error(`The clients file cannot be written (${(problem as NodeJS.ErrnoException).code ?? 'unknown'})\n`);
    return 1;
  }

  function say(text: string): number {
    out(text);
    return 0;
  }
}
