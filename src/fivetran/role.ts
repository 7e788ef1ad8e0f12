import { z } from 'zod';
import { getList } from './endpoints.ts';
import { flag, text } from './wire.ts';

/** A role, known by its name. */
export const role = z.object({
  name: z.string(),
  description: text,
  scope: z.array(z.string()).nullish(),
  is_custom: flag,
  is_deprecated: flag,
  replacement_role_name: text,
});
export type Role = z.infer<typeof role>;

/** All roles; there is no call for one. */
export const listRoles = getList(
  { name: 'list_all_roles', path: '/v1/roles', area: 'roles', lifetime: 'people', tags: () => ['roles'] },
  role,
);
