import { type ExecutionArgs, type ExecutionResult, GraphQLError, getOperationAST, OperationTypeNode } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { createGraphQLError, type YogaServerInstance } from 'graphql-yoga';
import { Stream } from '../events/stream.ts';
import type { Context } from '../graphql/builder.ts';
import { type Admission, isAdmitted, type NotAdmitted } from './admission.ts';
import { note, openReport } from './operation-report.ts';
import type { SocketLine } from './socket-line.ts';
import type { Subscribe } from './use-events.ts';
import { demandShallow } from './use-variable-depth.ts';

export interface SocketOperationsOptions {
  readonly graphql: YogaServerInstance<object, Context>;
  readonly subscribe: Subscribe;
  readonly admission: Admission;
  /** The only operations that may run; undefined where any may. */
  readonly only: ReadonlySet<string> | undefined;
  readonly mask: (error: unknown) => GraphQLError;
}

interface OwnOptions extends SocketOperationsOptions {
  /** An operation has ended. */
  readonly onOver: () => void;
}

/** Subscriptions of one socket that run at once: a page has some, and no program needs more. */
const MOST = 100;

type Envelope = ReturnType<YogaServerInstance<object, Context>['getEnveloped']>;
type Outlet = AsyncIterableIterator<never, undefined>;
/** What a client has said beside its operation, and how it is told of. */
interface Told {
  readonly id: string;
  readonly authorization: string | undefined;
  readonly within: ReturnType<typeof openReport>['within'];
  readonly over: () => void;
}
type Runnable = ExecutionArgs & { readonly run: () => Promise<Outlet | ExecutionResult> };

/** The operations of one socket: let in, checked, run and told of like any that come by HTTP. */
export class SocketOperations {
  readonly address: string | undefined;
  readonly #options: OwnOptions;
  readonly #line: SocketLine;
  readonly #gone = new AbortController();
  #running = 0;

  constructor(options: OwnOptions, line: SocketLine, address: string | undefined) {
    this.#options = options;
    this.#line = line;
    this.address = address;
  }

  /** What runs on the socket. */
  get running(): number {
    return this.#running;
  }

  /** The socket is closed. */
  end(): void {
    this.#gone.abort();
  }

  /** What is to be run, checked as any operation is; else what is wrong with it. */
  async prepare(
    id: string,
    payload: SubscribePayload,
    authorization: string | undefined,
  ): Promise<ExecutionArgs | readonly GraphQLError[]> {
    // What the operation is known by to those who tell of it.
    const request = {};
    const { address } = this;
    const carrier = payload.extensions ?? {};
    const { requestId } = carrier;
    const report = openReport(request, { transport: 'websocket', address, requestId, carrier });
    const admitted = this.#options.admission.admit(authorization, address);
    if (!isAdmitted(admitted)) {
      note(request, { codes: [admitted.code] });
      report.close(admitted.status);
      return [notAdmitted(admitted)];
    }
    note(request, { client: admitted.caller.client });
    this.#running += 1;
    const over = () => {
      this.#running -= 1;
      this.#options.admission.over(admitted, address);
      report.close(200);
      this.#options.onOver();
    };
    try {
      if (this.#running > MOST) throw refused(`At most ${MOST} subscriptions may run on one socket`);
      return await this.#check(request, payload, { id, authorization, within: report.within, over });
    } catch (error) {
      const errors = (Array.isArray(error) ? error : [error]).map((each) => withoutHttp(this.#options.mask(each)));
      note(request, { codes: [...new Set(errors.map(({ extensions }) => String(extensions.code)))] });
      over();
      return errors;
    }
  }

  /** Runs what was prepared. */
  static run(args: ExecutionArgs): Promise<Outlet | ExecutionResult> {
    return (args as Runnable).run();
  }

  /** @throws GraphQLError, or several of them */
  async #check(
    request: object,
    payload: SubscribePayload,
    { id, authorization, within, over }: Told,
  ): Promise<Runnable> {
    if (this.#options.only?.has(payload.query) === false) {
      const extensions = { code: 'FORBIDDEN' };
      throw createGraphQLError('Only operations that this server knows may run', { extensions });
    }
    demandShallow(payload);
    const { schema, parse, validate, contextFactory }: Envelope = this.#options.graphql.getEnveloped({
      request: new Request('http://localhost/graphql', {
        method: 'POST',
        signal: this.#gone.signal,
        headers: authorization === undefined ? {} : { authorization },
      }),
      req: request,
      params: payload,
    } as never);
    const document = parse(payload.query);
    const operation = getOperationAST(document, payload.operationName);
    if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) {
      throw refused('Only subscriptions run over WebSocket; send queries and mutations by POST');
    }
    const errors = validate(schema, document);
    if (errors.length > 0) throw errors;
    const args = {
      schema,
      document,
      operationName: payload.operationName ?? null,
      variableValues: payload.variables ?? {},
      contextValue: (await contextFactory()) as Context,
    };
    const run = async () => {
      try {
        const results = await within(() => this.#options.subscribe(args));
        if (results instanceof Stream) return this.#line.tell(id, results, over);
        over();
        return { ...results, ...(results.errors && { errors: results.errors.map(withoutHttp) }) };
      } catch (error) {
        over();
        throw error;
      }
    };
    return { ...args, run };
  }
}

/** The value of `authorization` in what a client sends with `connection_init`, where a header could have it. */
export function authorizationIn(params: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const value = params?.authorization ?? params?.Authorization;
  return typeof value === 'string' && /^[\x20-\x7e]*$/.test(value) ? value : undefined;
}

const refused = (message: string) => createGraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });

function notAdmitted({ message, code, retryAfterSeconds }: NotAdmitted): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) },
  });
}

/** What an error says to the HTTP server is nothing for clients. */
function withoutHttp(error: GraphQLError): GraphQLError {
  if (error.extensions.http === undefined) return error;
  const { http: _, ...extensions } = error.extensions;
  const { nodes, path } = error;
  return new GraphQLError(error.message, { ...(nodes && { nodes }), ...(path && { path }), extensions });
}
