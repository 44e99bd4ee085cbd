// Nodes that do something: button, link, menu.
import { Box, Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';

import { useSession } from '@/session/session';

import { ActionButton, findAction, inputs, useActionRunner } from '../actions';
import { useView, whole } from '../context';
import { type Cell, given, type Node, type Place, type Target, type Tone } from '../document';
import { PlaceLink, pathOf, useGoToPlace } from '../values';

interface ButtonMembers {
  label: string;
  action: string;
  target?: Target;
  input?: Record<string, Cell>;
  tone?: Tone;
  confirm?: string;
}

export const fills: Record<Tone, { variant: string; color?: string }> = {
  neutral: { variant: 'default' }, info: { variant: 'outline' }, good: { variant: 'filled' },
  warn: { variant: 'outline', color: 'orange.9' }, bad: { variant: 'outline', color: 'red.9' },
};

/** What a button asks to be run; `null` where the reader may not run it. */
function useRun(node: ButtonMembers) {
  const session = useSession();
  const { plugin } = useView();
  const action = findAction(session, whole(plugin, node.action));
  if (!action) return null;
  const kinds = Object.fromEntries(inputs(action).map((one) => [one.name, one.kind]));
  return {
    action: action.name, target: node.target?.id, input: given(node.input, kinds), label: node.label,
    confirm: node.confirm,
  };
}

export function ButtonNode({ node }: { node: ButtonMembers }) {
  const run = useRun(node);
  const { refused, done } = useView();
  if (!run) return null;
  return <Box><ActionButton {...run} {...fills[node.tone ?? 'neutral']} refused={refused} done={done} /></Box>;
}

export const LinkNode = ({ node }: { node: { label: string; open: Place } }) => <Box><PlaceLink place={node.open}>{node.label}</PlaceLink></Box>;

export function MenuNode({ node }: { node: { label: string; children: Node[] } }) {
  return (
    <Box>
      <Menu position="bottom-start">
        <Menu.Target><Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>{node.label}</Button></Menu.Target>
        <Menu.Dropdown>
          {node.children.map((one, at) =>
            one.node === 'button' ? <MenuAction key={at} node={one as unknown as ButtonMembers} />
            : one.node === 'link' ? <MenuLink key={at} node={one as unknown as { label: string; open: Place }} /> : null)}
        </Menu.Dropdown>
      </Menu>
    </Box>
  );
}

function MenuAction({ node }: { node: ButtonMembers }) {
  const run = useRun(node);
  const runner = useActionRunner();
  const { refused, done } = useView();
  if (!run) return null;
  const press = () => void runner({ ...run, refused }).then((outcome) => outcome && done());
  return <Menu.Item color={node.tone === 'bad' ? 'red' : undefined} onClick={press}>{node.label}</Menu.Item>;
}

function MenuLink({ node }: { node: { label: string; open: Place } }) {
  const { plugin } = useView();
  const goTo = useGoToPlace();
  return pathOf(node.open, plugin) ? <Menu.Item onClick={() => goTo(node.open)}>{node.label}</Menu.Item>
    : <Menu.Item component="div" closeMenuOnClick={false}><PlaceLink place={node.open}>{node.label}</PlaceLink></Menu.Item>;
}
