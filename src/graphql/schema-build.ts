import './scalars.ts';
import './node.ts';
import './viewer.ts';
import './group.ts';
import './connection.ts';
import './schema-config.ts';
import './schema.ts';
import './table.ts';
import './column.ts';
import './destination.ts';
import './user.ts';
import './team.ts';
import './role.ts';
import './webhook.ts';
import './certificate.ts';
import './log-service.ts';
import './rate-limit.ts';
import { builder } from './builder.ts';

/** The whole schema. Every file of a type adds what it defines; nothing is defined here. */
export const graphqlSchema = builder.toSchema();
