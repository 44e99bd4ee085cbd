// Fields of the ledger's own screens, for the widgets of `fields`.
import type { Field, FieldKind } from '@/api/meta';

export const field = (name: string, label: string, kind: FieldKind, more: Partial<Field> = {}): Field => ({
  name, label, kind, help: '', required: false, readonly: false, fixed: false, unique: false, plugin: null, extension: false, ...more,
});
