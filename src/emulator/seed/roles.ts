import type { Role } from '../store/entities.ts';

type Scope = Role['scope'];

const standard = (name: string, scope: Scope, description: string): Role => ({
  name,
  description,
  scope,
  is_custom: false,
  is_deprecated: false,
  replacement_role_name: null,
});

const deprecated = (name: string, scope: Scope, replacement: string): Role => ({
  ...standard(name, scope, `Replaced by ${replacement}`),
  is_deprecated: true,
  replacement_role_name: replacement,
});

/** The roles that every account has. */
export const rolesOfFivetran: readonly Role[] = [
  standard('Account Administrator', ['ACCOUNT'], 'Manages everything in the account'),
  standard('Account Billing', ['ACCOUNT'], 'Sees and changes billing'),
  standard('Account Analyst', ['ACCOUNT'], 'Manages destinations and connections of the account'),
  standard('Account Reviewer', ['ACCOUNT'], 'Sees everything in the account'),
  standard('Destination Administrator', ['DESTINATION'], 'Manages a destination and its connections'),
  standard('Destination Analyst', ['DESTINATION'], 'Manages the connections of a destination'),
  standard('Destination Reviewer', ['DESTINATION'], 'Sees a destination and its connections'),
  standard('Connector Creator', ['DESTINATION'], 'Creates connections in a destination'),
  standard('Connector Administrator', ['CONNECTOR'], 'Manages a connection'),
  standard('Connector Collaborator', ['CONNECTOR'], 'Changes a connection'),
  standard('Connector Reviewer', ['CONNECTOR'], 'Sees a connection'),
  standard('Team Manager', ['TEAM'], 'Manages the members of a team'),
  standard('Team Member', ['TEAM'], 'Belongs to a team'),
  deprecated('Admin', ['ACCOUNT'], 'Account Administrator'),
  deprecated('Analyst', ['ACCOUNT'], 'Account Analyst'),
  deprecated('ReadOnly', ['ACCOUNT', 'DESTINATION'], 'Account Reviewer'),
];
