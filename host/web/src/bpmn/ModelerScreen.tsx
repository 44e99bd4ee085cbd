// Draws a process: the diagram that a field of a record holds, changed and kept again. Extensions of other tools stay as they are.
import Modeler from 'bpmn-js/lib/Modeler';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import { Box, Button, Text } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconDeviceFloppy, IconDownload } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';

import { fieldOf, useType } from '@/api/meta';
import { updateRecord, useRecord, useRefresh } from '@/api/records';
import { Go, recordPath, useParam } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Failed, Missing, Ready } from '@/app/states';
import { useTold } from '@/app/told';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';
import { useActionRunner } from '@/view/actions';

import './bpmn.css';
import { keel } from './keel';
import { Diagram, type Shape } from './moddle';
import styles from './modeler.module.css';
import { Properties } from './Properties';

interface EventBus {
  on: (name: string, heard: (event: { newSelection?: Shape[] }) => void) => void;
}
interface Commands {
  undo: () => void;
  redo: () => void;
  canUndo: () => boolean;
  canRedo: () => boolean;
}

export default function ModelerScreen() {
  const [name, id, field] = [useParam('type'), useParam('id'), useParam('field')];
  const type = useType(name);
  const declared = fieldOf(type, field);
  const found = useRecord(name, type ? id : undefined);
  if (!type || !declared) return <Missing />;
  return (
    <Ready query={found}>
      {({ record, etag }) => (
        <Draw
          key={id} type={name} id={id} field={field} etag={etag} source={String(record[field] ?? '')}
          title={String(record[type.title] ?? type.label)} writable={type.may.update && !declared.readonly && !declared.fixed}
        />
      )}
    </Ready>
  );
}

interface DrawProps {
  type: string;
  id: string;
  field: string;
  etag: string;
  source: string;
  title: string;
  /** Whether the field itself may be changed; else its plugin's action keeps a new version. */
  writable: boolean;
}

function Draw({ type, id, field, etag, source, title, writable }: DrawProps) {
  const t = useT();
  const told = useTold();
  const refresh = useRefresh();
  const run = useActionRunner();
  const { plugins } = useSession();
  const place = useRef<HTMLDivElement>(null);
  const modeler = useRef<Modeler | null>(null);
  const first = useRef(source);
  const [diagram, setDiagram] = useState<Diagram | null>(null);
  const [chosen, choose] = useState<Shape | null>(null);
  const [error, setError] = useState<unknown>(null);
  // Counts changes: the panel reads the diagram again after each.
  const [, setChanges] = useState(0);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const drawn = new Modeler({ container: place.current!, moddleExtensions: { keel } });
    modeler.current = drawn;
    let wanted = true;
    drawn.importXML(first.current).then(
      () => {
        if (!wanted) return;
        drawn.get<{ zoom: (how: string, at: string) => void }>('canvas').zoom('fit-viewport', 'auto');
        setDiagram(new Diagram(drawn));
      },
      (problem: unknown) => wanted && setError(problem),
    );
    const bus = drawn.get<EventBus>('eventBus');
    bus.on('selection.changed', ({ newSelection }) => choose(newSelection?.length === 1 ? newSelection[0]! : null));
    bus.on('commandStack.changed', () => setChanges((before) => before + 1));
    return () => {
      wanted = false;
      modeler.current = null;
      drawn.destroy();
    };
  }, []);
  const commands = diagram && modeler.current?.get<Commands>('commandStack');
  const registry = () => modeler.current?.get<{ get: (id: string) => Shape | undefined }>('elementRegistry');
  // Who may not change the field itself keeps a new version by the action of its plugin that takes one.
  const keeper = writable ? undefined : plugins.find((one) => type.startsWith(`${one.code}.`))?.actions.find((one) => !one.on && one.input.some((input) => input.name === field && input.required));
  const written = async () => (await modeler.current!.saveXML({ format: true })).xml ?? '';
  const save = async () => {
    setBusy(true);
    try {
      const xml = await written();
      if (keeper) await run({ action: keeper.name, input: { [field]: xml } });
      else {
        await updateRecord(type, id, etag, { [field]: xml });
        told.done(t('saved'));
        await refresh(type);
      }
    } catch (problem) {
      told.failed(problem);
    } finally {
      setBusy(false);
    }
  };
  const download = async () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([await written()], { type: 'application/bpmn+xml' }));
    link.download = `${title}.bpmn`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <Screen
      title={title}
      before={<Go size="sm" to={recordPath(type, id)}>{t('back')}</Go>}
      actions={
        <>
          <Button variant="default" leftSection={<IconArrowBackUp size={16} aria-hidden />} disabled={!commands?.canUndo()} onClick={() => commands?.undo()}>{t('bpmn-undo')}</Button>
          <Button variant="default" leftSection={<IconArrowForwardUp size={16} aria-hidden />} disabled={!commands?.canRedo()} onClick={() => commands?.redo()}>{t('bpmn-redo')}</Button>
          <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} disabled={!diagram} onClick={() => void download()}>{t('bpmn-file')}</Button>
          {(writable || keeper) && <Button leftSection={<IconDeviceFloppy size={16} aria-hidden />} loading={busy} disabled={!diagram} onClick={() => void save()}>{keeper?.label ?? t('save')}</Button>}
        </>
      }
    >
      {error !== null && <Failed error={error} />}
      <div className={styles.desk}>
        <Box ref={place} className={`keel-diagram ${styles.paper}`} aria-label={title} role="application" />
        <aside className={styles.panel} aria-label={t('bpmn-element')}>
          {diagram && chosen ? <Properties key={`${chosen.id} ${chosen.type}`} diagram={diagram} shape={chosen} find={(one) => registry()?.get(one)} />
            : <Text size="sm" c="dimmed">{t('bpmn-choose')}</Text>}
        </aside>
      </div>
    </Screen>
  );
}
