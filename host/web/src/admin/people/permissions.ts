// Permissions of a role as rows of a matrix; what is kept leaves out rows that allow nothing.

export const OPERATIONS = ['read', 'create', 'update', 'delete', 'correct'] as const;
export type Operation = (typeof OPERATIONS)[number];
export type RowRule = 'all' | 'team' | 'own';

export interface Permission {
  record_type: string;
  operations: string[];
  hidden_fields: string[];
  readonly_fields: string[];
  row_rule: RowRule;
}

/** What permissions speak of beside record types: doors that show many types at once. */
export const DOORS = ['*', 'report', 'valuation', 'metrics'];

export const empty = (type: string, rule: RowRule = 'all'): Permission => ({ record_type: type, operations: [], hidden_fields: [], readonly_fields: [], row_rule: rule });

/** The rows with one of them changed; what can be done with a record that cannot be read is nothing, so reading comes along. */
export function withOperation(row: Permission, operation: Operation, on: boolean): Permission {
  const wanted = new Set(row.operations);
  if (on) {
    wanted.add(operation);
    if (operation === 'update' || operation === 'delete' || operation === 'correct') wanted.add('read');
  } else wanted.delete(operation);
  return { ...row, operations: OPERATIONS.filter((one) => wanted.has(one)) };
}

export const kept = (rows: Permission[]): Permission[] => rows.filter((one) => one.operations.length > 0);

/** A rule that a type's rows do not have yet: one row is one rule. */
export function freeRule(rows: Permission[], type: string): RowRule | undefined {
  return (['all', 'team', 'own'] as const).find((rule) => !rows.some((one) => one.record_type === type && one.row_rule === rule));
}
