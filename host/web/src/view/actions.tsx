// Runs actions of plugins: asks what must be asked, tells what came of it, reads again what changed.
import { Anchor, Button, type ButtonProps, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCheck } from '@tabler/icons-react';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useState } from 'react';

import { act, uuid } from '@/api/http';
import type { Collection, Field } from '@/api/meta';
import { Problem } from '@/api/problem';
import { recordPath, useGo } from '@/app/navigation';
import { useFormat, useT } from '@/i18n';
import { type Plugin, type Session, useSession } from '@/session/session';

import { ask } from './asking';

export type Action = Plugin['actions'][number];
/** What an action answers, by field. */
export type Outcome = Record<string, unknown>;

export interface Run {
  /** Whole name: `sales.ship`. */
  action: string;
  /** Id of the record on which it is called. */
  target?: string;
  /** The company in which; the reader's own without it. */
  company?: string;
  /** What is given already, by field. */
  input?: Record<string, unknown>;
  /** Title of the dialog; the action's own label without it. */
  label?: string;
  /** Asked before anything happens; the action's own question without it. */
  confirm?: string;
  /** `required` (default): asks only what must be given and is not. `all`: asks whatever the action takes. */
  ask?: 'required' | 'all';
  /** Where a refusal is shown; without it, in a dialog of its own. */
  refused?: (error: unknown) => void;
}

export function findAction(session: Session, name: string): Action | undefined {
  return session.plugins.flatMap((one) => one.actions).find((one) => one.name === name);
}

export const inputs = (action: Action) => (action.input as Field[]).filter((one) => !one.readonly);
export const inputLines = (action: Action) => action.input_collections as Collection[];
const mustBeAsked = (field: Field) => field.required && (field.default === undefined || field.default === null);

/** Whether the reader has to be asked for something before the action can run. */
export function isAsking(action: Action, run: Run): boolean {
  const open = inputs(action).filter((one) => run.input?.[one.name] === undefined);
  if (action.on && !run.target) return true;
  return run.ask === 'all' ? open.length + inputLines(action).length > 0 : open.some(mustBeAsked);
}

/** Whether a refusal is about something that the reader can give. */
export function isAboutInput(error: unknown, action: Action): boolean {
  if (!(error instanceof Problem)) return false;
  const names = [...inputs(action), ...inputLines(action)].map((one) => one.name);
  return Object.keys(byInput(error)).some((pointer) => names.includes(pointer.split('/')[0]!));
}

/** Sentences by what the action takes: `limit`, `lines/0/quantity`. */
export function byInput(error: unknown): Record<string, string> {
  if (!(error instanceof Problem)) return {};
  return Object.fromEntries(Object.entries(error.byField).map(([pointer, text]) => [pointer.replace(/^input\//, ''), text]));
}

const steady = new Set(['types', 'interface', 'preferences', 'session']);

/** Whatever is on the screen is read again: an action may have changed records of any type. */
export function readAgain(client: QueryClient): void {
  void client.invalidateQueries({ predicate: (one) => !steady.has(String(one.queryKey[0])) });
}

export const perform = (session: Session, run: Run, input: Record<string, unknown>, key: string = uuid()) =>
  act<Outcome | ''>(run.action, { company: run.company ?? session.company.id, target: run.target, input }, key);

/** Tells that an action was done, with what it answered; records are links. */
export function useTell(): (action: Action, label: string, outcome: Outcome) => void {
  const t = useT();
  const go = useGo();
  const format = useFormat();
  return useCallback((action, label, outcome) => {
    const id = uuid();
    const shown = (action.output as Field[]).flatMap((field): ReactNode[] => {
      const value = outcome[field.name];
      if (value === null || value === undefined || value === '' || field.kind === 'json' || field.kind === 'id') return [];
      if (field.kind === 'reference' && field.to) {
        const to = recordPath(field.to, String(value));
        const open = (event: { preventDefault: () => void }) => {
          event.preventDefault();
          notifications.hide(id);
          go(to);
        };
        return [<Anchor key={field.name} href={to} size="sm" lh="24px" w="fit-content" onClick={open}>{t('view-open-made', { what: field.label })}</Anchor>];
      }
      const text = typeof value === 'boolean' ? t(value ? 'yes' : 'no')
        : field.kind === 'choice' ? field.options?.find((one) => one.value === value)?.label ?? String(value)
        : field.kind === 'day' ? format.day(String(value))
        : field.kind === 'instant' ? format.instant(String(value))
        : field.kind === 'integer' || field.kind === 'decimal' || field.kind === 'money' ? format.decimal(String(value))
        : String(value);
      return [<Text key={field.name} size="sm" lineClamp={3}>{field.label}: {text}</Text>];
    });
    notifications.show({
      id,
      color: 'green',
      icon: <IconCheck size={16} aria-hidden />,
      autoClose: shown.length > 0 ? 10_000 : 4_000,
      message: <Stack gap={2}><Text size="sm">{t('view-action-done', { action: label })}</Text>{shown}</Stack>,
    });
  }, [t, go, format]);
}

/**
 * A function that runs an action: it asks `confirm` and what must be given, shows the refusal or what came of it, and reads again
 * what is on the screen. It answers what the action answered; `null` where it was not run or was refused.
 */
export function useActionRunner(): (run: Run) => Promise<Outcome | null> {
  const session = useSession();
  const client = useQueryClient();
  const tell = useTell();
  const t = useT();
  return useCallback(async (asked) => {
    const action = findAction(session, asked.action);
    const run = { ...asked, confirm: asked.confirm ?? action?.confirm ?? undefined };
    if (!action) {
      const problem = new Problem({ status: 403, code: 'action.unknown', title: run.action, detail: t('view-action-missing', { action: run.action }) });
      if (run.refused) run.refused(problem);
      else await ask({ run, refusal: problem });
      return null;
    }
    if (isAsking(action, run) || run.confirm) return ask({ run, action });
    try {
      const outcome = (await perform(session, run, { ...run.input })) || {};
      tell(action, run.label ?? action.label, outcome);
      return outcome;
    } catch (error) {
      if (isAboutInput(error, action)) return ask({ run, action, refusal: error });
      if (run.refused) run.refused(error);
      else await ask({ run, refusal: error });
      return null;
    } finally {
      readAgain(client);
    }
  }, [session, client, tell, t]);
}

export interface ActionButtonProps extends Run, Omit<ButtonProps, 'children'> {
  children?: ReactNode;
  /** After it was done, with what it answered. */
  done?: (outcome: Outcome) => void;
}

/** A button that runs an action; nothing where the reader may not run it. */
export function ActionButton({ action: name, target, company, input, label, confirm, ask: asks, refused, done, children, ...look }: ActionButtonProps) {
  const session = useSession();
  const runner = useActionRunner();
  const [busy, setBusy] = useState(false);
  const action = findAction(session, name);
  if (!action) return null;
  const press = async () => {
    setBusy(true);
    try {
      const outcome = await runner({ action: name, target, company, input, label, confirm, ask: asks, refused });
      if (outcome) done?.(outcome);
    } finally {
      setBusy(false);
    }
  };
  return <Button variant="default" {...look} loading={busy} onClick={() => void press()}>{children ?? label ?? action.label}</Button>;
}

/** The actions that can be run on records of a type, of all plugins. */
export function useActionsOn(type: string): Action[] {
  return useSession().plugins.flatMap((one) => one.actions).filter((one) => one.on === type);
}
