import type { Group } from '../fivetran/group.ts';
import { groupWrites } from '../loaders/group.writes.ts';
import { notEmpty } from './checks.ts';
import { deletion } from './deletion.ts';
import { inputOf, text } from './input.ts';
import { idArg, mutation, payload } from './mutation.ts';
import { GroupNode } from './types.ts';

const NAME = { name: text({ required: true, description: 'Its name; no two groups have the same.', check: notEmpty }) };
const GroupCreateInput = inputOf('GroupCreateInput', 'A group to be made.', NAME, []);
const GroupUpdateInput = inputOf('GroupUpdateInput', 'What to change of a group.', NAME, []);

type Fields = Parameters<Parameters<typeof payload<Group>>[1]>[0];

const groupField = (t: Fields) => ({
  group: t.field({ type: GroupNode.ref, description: 'The group as it is now.', resolve: ({ done }) => done }),
});

mutation('groupCreate', {
  description: 'Makes a group. It has no destination yet.',
  payload: payload<Group>('GroupCreatePayload', groupField),
  args: (arg) => ({ input: arg({ type: GroupCreateInput.type, required: true, description: 'What to make.' }) }),
  writer: groupWrites.create,
  draft: ({ input }, problems) => groupWrites.create({}, GroupCreateInput.toBody(input, ['input'], problems)),
  done: (group) => group,
});

mutation('groupUpdate', {
  description: 'Renames a group.',
  payload: payload<Group>('GroupUpdatePayload', groupField),
  args: (arg) => ({
    id: idArg(arg),
    input: arg({ type: GroupUpdateInput.type, required: true, description: 'What to change.' }),
  }),
  writer: groupWrites.update,
  selector: ['id'],
  draft: ({ id, input }, problems) =>
    groupWrites.update(
      { groupId: problems.id(id, GroupNode, ['id']) },
      GroupUpdateInput.toBody(input, ['input'], problems),
    ),
  done: (group) => group,
});

deletion('groupDelete', {
  description: 'Deletes a group. Its connections and its destination have to be deleted first: else CONFLICT.',
  type: GroupNode,
  writer: groupWrites.delete,
  param: 'groupId',
});
