import type { InputFieldMap, InputShapeFromFields, ObjectRef } from '@pothos/core';
import type { Write } from '../fivetran/endpoint.ts';
import { namesSomething, type Writer } from '../loaders/writes.ts';
import { type FieldWrites, WRITES } from '../plan/writes.ts';
import { builder, type Context, type MaybePromise, type SchemaTypes } from './builder.ts';
import { type Draft, RestRequest } from './dry-run.ts';
import { isObject } from './input.ts';
import { Problems } from './problems.ts';
import { type Problem, problemOf, UserError } from './user-error.ts';

builder.mutationType({
  description:
    'What can be changed. Every field costs at least one call of the hourly quota, unless `dryRun` is true. Errors that the caller can mend are in `userErrors`.',
});

/** What came of a mutation: what it has done, what its caller can mend, or what it would have sent. */
export interface Outcome<Done> {
  readonly done: Done | null;
  readonly userErrors: readonly Problem[];
  readonly drafts: readonly Draft[];
}

type PayloadFields<Done> = PothosSchemaTypes.ObjectFieldBuilder<SchemaTypes, Outcome<Done>>;

/** A payload type: its own fields, null unless the mutation was done, and what every payload has. */
export function payload<Done>(name: string, fields: (t: PayloadFields<Done>) => object) {
  return builder.objectRef<Outcome<Done>>(name).implement({
    description: `What came of \`${name[0]?.toLowerCase()}${name.slice(1).replace(/Payload$/, '')}\`.`,
    fields: (t) => ({
      ...fields(t),
      userErrors: t.field({
        type: [UserError],
        nullable: false,
        description: 'What the caller can mend, found by this server or by Fivetran. Empty where all went well.',
        resolve: ({ userErrors }) => [...userErrors],
      }),
      request: t.field({
        type: RestRequest,
        description: 'With `dryRun`: the call that would be made.',
        resolve: ({ drafts }) => drafts[0] ?? null,
      }),
    }),
  });
}

type ArgBuilder = Parameters<Parameters<typeof builder.mutationFields>[0]>[0]['arg'];

interface MutationOptions<Args extends InputFieldMap, Data, Done, Got> {
  readonly description: string;
  readonly payload: ObjectRef<SchemaTypes, Outcome<Done>>;
  readonly args: (arg: ArgBuilder) => Args;
  readonly writer: Writer<Data>;
  /** The argument that names what is changed: a 404 is about it. */
  readonly selector?: readonly string[];
  /** REST calls that it makes at least. @default 1 */
  readonly least?: number;
  /** What is to be sent. Whatever is wrong with the arguments is added to the problems, and then nothing is sent. */
  readonly draft: (args: InputShapeFromFields<Args>, problems: Problems) => Write<Data>;
  /** Sends it. @default one write, without more */
  readonly send?: (write: Write<Data>, args: InputShapeFromFields<Args>, context: Context) => Promise<Sent<Got>>;
  /** What the payload's fields are given. */
  readonly done: (data: Got, args: InputShapeFromFields<Args>, context: Context, write: Write<Data>) => Done;
  /** A closer look at a refusal of Fivetran's. */
  readonly refused?: (problem: Problem, write: Write<Data>, context: Context) => MaybePromise<Problem>;
}

/** What sending has brought, or why it was not sent. */
export type Sent<Got> = { readonly data: Got } | { readonly problem: Problem };

/** What makes the config of a connection or a destination, or its secrets: granted apart, in the area `config`. */
const CONFIG = ['config', 'auth', 'external_secrets_keys_config'];

/**
 * A field of the mutation: asks its caller's permit, checks its arguments, tells in a dry run what it would send, sends
 * it, and gives what the caller can mend as data. Everything else is an error of the field.
 */
export function mutation<Args extends InputFieldMap, Data, Done, Got = Data>(
  name: string,
  options: MutationOptions<Args, Data, Done, Got>,
): void {
  const { area, action } = options.writer.endpoint;
  const writes: FieldWrites = { area: area ?? 'connections', action, least: options.least ?? 1 };
  builder.mutationField(name, (t) =>
    t.field({
      type: options.payload,
      description: options.description,
      extensions: { [WRITES]: writes },
      args: { ...options.args(t.arg), dryRun: dryRunArg(t.arg) },
      resolve: async (_: unknown, allArgs: object, context: Context) => {
        const args = allArgs as InputShapeFromFields<Args>;
        const { dryRun } = allArgs as { readonly dryRun?: boolean | null };
        if (area !== null) context.loaders.reader.demand(area, action);
        const problems = new Problems();
        problems.masks(args, []);
        const write = options.draft(args, problems);
        demandConfig(write, context);
        if (problems.all.length > 0) return outcome<Done>({ userErrors: problems.all });
        if (!namesSomething(write)) return outcome<Done>({ userErrors: [nothingOfThisName(options.selector)] });
        if (dryRun === true) return outcome<Done>({ drafts: [{ write, extra: extraNames(args) }] });
        return context.loaders.reader.partition.finish(run(options, write, args, context));
      },
    } as never),
  );
}

/** Sends what is drafted; what came of it. */
async function run<Args extends InputFieldMap, Data, Done, Got>(
  options: MutationOptions<Args, Data, Done, Got>,
  write: Write<Data>,
  args: InputShapeFromFields<Args>,
  context: Context,
): Promise<Outcome<Done>> {
  try {
    const sent = await (options.send?.(write, args, context) ?? (sendOnce(write, context) as Promise<Sent<unknown>>));
    if ('problem' in sent) return outcome({ userErrors: [sent.problem] });
    return outcome({ done: options.done(sent.data as Got, args, context, write) });
  } catch (error) {
    const problem = problemOf(error, options.selector ?? null);
    if (problem === undefined) throw error;
    return outcome({ userErrors: [(await options.refused?.(problem, write, context)) ?? problem] });
  }
}

const sendOnce = async <Data>(write: Write<Data>, { loaders }: Context): Promise<Sent<Data>> => ({
  data: await loaders.write(write),
});

export const outcome = <Done>(known: Partial<Outcome<Done>>): Outcome<Done> => ({
  done: null,
  userErrors: [],
  drafts: [],
  ...known,
});

/** @throws Denied where a body sets what is granted apart */
export function demandConfig({ body }: Write<unknown>, { loaders }: Context): void {
  if (body !== undefined && CONFIG.some((name) => Object.hasOwn(body, name))) loaders.reader.demand('config', 'update');
}

export const nothingOfThisName = (selector: readonly string[] = ['id']): Problem => ({
  message: 'There is nothing of this name',
  code: 'NOT_FOUND',
  field: selector,
});

/** Which parts of a body came in `extra`. */
export function extraNames(args: unknown): readonly string[] {
  const input = isObject(args) ? args.input : undefined;
  const extra = isObject(input) ? input.extra : undefined;
  return isObject(extra) ? Object.keys(extra) : [];
}

/** The argument by which a mutation names what it changes. */
export const idArg = (arg: ArgBuilder, description = "Its global id, or Fivetran's own.") =>
  arg.id({ required: true, description });

export const dryRunArg = (arg: ArgBuilder) =>
  arg.boolean({
    defaultValue: false,
    description: 'Whether to authorise, check and tell what would be sent, and send nothing.',
  });
