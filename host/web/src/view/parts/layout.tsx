// Nodes that hold others: stack, grid, section, tabs, dialog, wizard; and the line between.
import { Accordion, Box, Button, Divider, Group, Modal, SimpleGrid, Stack, Stepper, Tabs as TabList } from '@mantine/core';
import { useState } from 'react';

import { useSearch } from '@/app/navigation';
import { useT } from '@/i18n';

import { useView, ViewRoom } from '../context';
import type { Node, Part } from '../document';
import { Nodes } from '../Nodes';

const gaps = { none: 0, small: 'sm', large: 'xl' } as const;

interface Held {
  children: Node[];
}

export function StackNode({ node, path }: { node: Held & { direction?: 'down' | 'across'; gap?: keyof typeof gaps }; path: string }) {
  const gap = gaps[node.gap ?? 'small'];
  const inside = <Nodes nodes={node.children} path={path} />;
  return node.direction === 'across' ? <Group gap={gap} align="center">{inside}</Group> : <Stack gap={gap}>{inside}</Stack>;
}

export function GridNode({ node, path }: { node: Held & { columns?: number }; path: string }) {
  const columns = node.columns ?? 3;
  return (
    <SimpleGrid type="container" cols={{ base: 1, '480px': Math.min(2, columns), '760px': columns }} spacing="sm">
      <Nodes nodes={node.children} path={path} boxed />
    </SimpleGrid>
  );
}

export function SectionNode({ node, path }: { node: Held & { title: string; closed?: boolean }; path: string }) {
  const { level } = useView();
  return (
    <Accordion variant="contained" order={Math.min(level, 6) as 2 | 3 | 4 | 5 | 6} defaultValue={node.closed ? null : 'open'} chevronPosition="left">
      <Accordion.Item value="open">
        <Accordion.Control>{node.title}</Accordion.Control>
        <Accordion.Panel><Stack gap="sm"><Nodes nodes={node.children} path={path} /></Stack></Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}

/** The part that is open stands in the address, by its number: labels are of a language. */
function usePart(path: string, count: number): [number, (at: number) => void] {
  const { page } = useView();
  const [search, change] = useSearch();
  const name = `${page}.${path}`;
  const at = Number(search[name] ?? 0);
  return [Number.isInteger(at) && at >= 0 && at < count ? at : 0, (next) => change({ [name]: next ? String(next) : null })];
}

export function TabsNode({ node, path }: { node: { tabs: Part[] }; path: string }) {
  const [open, setOpen] = usePart(path, node.tabs.length);
  return (
    <TabList value={String(open)} onChange={(value) => setOpen(Number(value ?? 0))} keepMounted={false}>
      <TabList.List>{node.tabs.map((one, at) => <TabList.Tab key={at} value={String(at)}>{one.label}</TabList.Tab>)}</TabList.List>
      {node.tabs.map((one, at) => (
        <TabList.Panel key={at} value={String(at)} pt="sm"><Stack gap="sm"><Nodes nodes={one.children} path={`${path}.${at}`} /></Stack></TabList.Panel>
      ))}
    </TabList>
  );
}

export function DialogNode({ node, path }: { node: Held & { label: string; title: string }; path: string }) {
  const t = useT();
  const { plugin, page, subject } = useView();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Box><Button variant="default" aria-haspopup="dialog" onClick={() => setOpen(true)}>{node.label}</Button></Box>
      <Modal opened={open} onClose={() => setOpen(false)} title={node.title} size="lg" closeButtonProps={{ 'aria-label': t('close') }}>
        <ViewRoom plugin={plugin} page={page} subject={subject} level={3} done={() => setOpen(false)}>
          <Stack gap="sm"><Nodes nodes={node.children} path={path} /></Stack>
        </ViewRoom>
      </Modal>
    </>
  );
}

/** Steps stay where they are when one goes on: what was typed in them is kept. */
export function WizardNode({ node, path }: { node: { steps: Part[] }; path: string }) {
  const t = useT();
  const [step, setStep] = usePart(path, node.steps.length);
  return (
    <Stack gap="sm">
      <Stepper active={step} onStepClick={setStep} size="sm" wrap>
        {node.steps.map((one, at) => <Stepper.Step key={at} label={one.label} />)}
      </Stepper>
      {node.steps.map((one, at) => (
        <Stack key={at} gap="sm" hidden={at !== step} display={at === step ? undefined : 'none'}>
          <Nodes nodes={one.children} path={`${path}.${at}`} />
        </Stack>
      ))}
      <Group justify="space-between">
        <Button variant="default" disabled={step === 0} onClick={() => setStep(step - 1)}>{t('back')}</Button>
        {step < node.steps.length - 1 && <Button onClick={() => setStep(step + 1)}>{t('next')}</Button>}
      </Group>
    </Stack>
  );
}

export const DividerNode = () => <Divider />;
