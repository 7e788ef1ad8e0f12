import type { Writer } from '../loaders/writes.ts';
import { encodeGlobalId } from './global-id.ts';
import { idArg, mutation, payload } from './mutation.ts';

interface Deleted {
  readonly deletedId: string;
}

/** The payload of a mutation that deletes something: its global id, for a client to forget it by. */
export const deletedPayload = (name: string) =>
  payload<Deleted>(name, (t) => ({
    deletedId: t.id({ description: 'The global id that it had.', resolve: ({ done }) => done?.deletedId ?? null }),
  }));

/**
 * A mutation that deletes something that Fivetran knows by one id.
 * @param options.param the parameter of the REST path that takes the id
 */
export function deletion(
  name: string,
  options: {
    readonly description: string;
    readonly type: { readonly name: string; readonly tag: string };
    readonly writer: Writer<undefined>;
    readonly param: string;
  },
): void {
  const { description, type, writer, param } = options;
  mutation(name, {
    description,
    payload: deletedPayload(`${name[0]?.toUpperCase()}${name.slice(1)}Payload`),
    args: (arg) => ({ id: idArg(arg) }),
    writer,
    selector: ['id'],
    draft: ({ id }, problems) => writer({ [param]: problems.id(id, type, ['id']) }),
    done: (_, __, ___, { params }): Deleted => ({ deletedId: encodeGlobalId(type.tag, [params[param] ?? '']) }),
  });
}
