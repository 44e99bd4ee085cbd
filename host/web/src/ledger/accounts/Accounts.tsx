// The chart of accounts: a tree with balances. A balance leads to the general ledger of its account.
import { ActionIcon, Badge, Button, Group, Menu, Switch, Table, Text, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconDots, IconListTree, IconPlus, IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';

import { useType } from '@/api/meta';
import { updateRecord, useRefresh } from '@/api/records';
import { Go, useGo, useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Empty, Ready } from '@/app/states';
import { useTold } from '@/app/told';
import { useFormat, useT } from '@/i18n';
import { follow, useReport } from '@/reports/report';
import { usePreference, useSession } from '@/session/session';

import { type Account, useChart } from '../chart';
import '../ledger.css';
import { AccountForm } from './AccountForm';
import { grow, type Node, shown } from './tree';

type Editing = { account: Account | null; given: Partial<Account> } | null;

export default function Accounts() {
  const t = useT();
  const chart = useChart();
  const [editing, setEditing] = useState<Editing>(null);
  const { may } = useSession();
  return (
    <Screen
      title={t('ledger-accounts')}
      actions={may('account', 'create') && <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing({ account: null, given: {} })}>{t('ledger-account-new')}</Button>}
    >
      <Ready query={chart}>
        {(accounts) => accounts.length === 0
          ? <Empty icon={IconListTree} title={t('ledger-accounts-none')} text={t('ledger-accounts-none-why')} />
          : <Tree accounts={accounts} edit={setEditing} />}
      </Ready>
      {editing && <AccountForm {...editing} close={() => setEditing(null)} />}
    </Screen>
  );
}

function Tree({ accounts, edit }: { accounts: Account[]; edit: (what: Editing) => void }) {
  const t = useT();
  const [search, change] = useSearch();
  const [folded, fold] = usePreference<string[]>('chart-folded', []);
  const closed = useMemo(() => new Set(folded), [folded]);
  const rows = useMemo(() => shown(grow(accounts), closed, search.q ?? '', Boolean(search.closed)), [accounts, closed, search.q, search.closed]);
  const balances = useReport('trial-balance', {});
  // Balances by code: the row of the trial balance, headings included.
  const figures = useMemo(() => {
    const report = balances.data?.pages[0];
    const at = report?.columns.findIndex((one) => one.name === 'closing') ?? -1;
    return new Map((report?.rows ?? []).map((row) => [String(row.cells[0]?.value), row.cells[at]]));
  }, [balances.data]);
  const groups = accounts.filter((one) => one.is_group).map((one) => one.id);
  return (
    <>
      <Group gap="xs" mb="xs" className="no-print">
        <TextInput
          aria-label={t('search')} placeholder={t('ledger-accounts-find')} leftSection={<IconSearch size={16} aria-hidden />} size="sm" w={280} maw="100%"
          value={search.q ?? ''} onChange={(event) => change({ q: event.currentTarget.value })}
        />
        <Button variant="default" size="sm" onClick={() => fold(folded.length > 0 ? [] : groups)}>{folded.length > 0 ? t('ledger-unfold-all') : t('ledger-fold-all')}</Button>
        <Switch label={t('ledger-closed-too')} checked={Boolean(search.closed)} onChange={(event) => change({ closed: event.currentTarget.checked ? 'yes' : null }, { push: true })} />
      </Group>
      {rows.length === 0 ? <Empty title={t('nothing-found')} /> : (
        <Table className="chart" verticalSpacing={2} highlightOnHover aria-label={t('ledger-accounts')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('ledger-account')}</Table.Th>
              <Table.Th visibleFrom="sm">{t('ledger-kind')}</Table.Th>
              <Table.Th ta="end">{t('ledger-account-balance')}</Table.Th>
              <Table.Th className="no-print" w={40}><span className="said">{t('more')}</span></Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((node) => (
              <Row
                key={node.account.id} node={node} open={!closed.has(node.account.id) || Boolean(search.q)} figure={figures.get(node.account.code)} edit={edit}
                toggle={() => fold(closed.has(node.account.id) ? folded.filter((one) => one !== node.account.id) : [...folded, node.account.id])}
              />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </>
  );
}

function Row({ node, open, figure, edit, toggle }: {
  node: Node; open: boolean; figure: { value?: string | number; link?: Parameters<typeof follow>[0] } | undefined; edit: (what: Editing) => void; toggle: () => void;
}) {
  const t = useT();
  const format = useFormat();
  const { account, level, children } = node;
  const kind = useType('account')?.fields.find((one) => one.name === 'kind')?.options?.find((one) => one.value === account.kind)?.label ?? account.kind;
  const value = String(figure?.value ?? '0.00');
  const nothing = /^-?0(\.0+)?$/.test(value);
  const shownValue = <span className="figure" data-nothing={nothing || undefined}>{format.money(value)}</span>;
  const leads = figure?.link && follow(figure.link);
  return (
    <Table.Tr data-group={account.is_group || undefined}>
      <Table.Td>
        <Group gap={4} wrap="nowrap" className={`chart-level-${Math.min(level, 5)}`}>
          {children.length > 0 ? (
            <ActionIcon variant="subtle" color="gray" size={24} aria-expanded={open} aria-label={t(open ? 'ledger-fold' : 'ledger-unfold', { name: account.name })} onClick={toggle}>
              {open ? <IconChevronDown size={14} /> : <IconChevronRight size={14} className="chart-turn" />}
            </ActionIcon>
          ) : <span className="chart-leaf" />}
          <Go to="/reports/general-ledger" search={{ account: account.code }} c="inherit" inherit underline="hover">{account.code} · {account.name}</Go>
          {account.closed && <Badge color="gray">{t('ledger-account-closed')}</Badge>}
          {account.currency && <Text span size="xs" c="dimmed">{account.currency}</Text>}
        </Group>
      </Table.Td>
      <Table.Td visibleFrom="sm"><Text size="sm" c="dimmed">{kind}{account.reconcilable ? ` · ${t('ledger-reconcilable')}` : ''}</Text></Table.Td>
      <Table.Td ta="end">{leads ? <Go to={leads.to} search={leads.search} c="inherit" inherit>{shownValue}</Go> : shownValue}</Table.Td>
      <Table.Td className="no-print"><RowMenu account={account} edit={edit} /></Table.Td>
    </Table.Tr>
  );
}

function RowMenu({ account, edit }: { account: Account; edit: (what: Editing) => void }) {
  const t = useT();
  const go = useGo();
  const told = useTold();
  const refresh = useRefresh();
  const { may } = useSession();
  const close = async (closed: boolean) => {
    try {
      await updateRecord('account', account.id, `"${account.version}"`, { closed });
      await refresh('account');
    } catch (error) {
      told.failed(error);
    }
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={28} aria-label={t('ledger-account-actions', { code: account.code })}><IconDots size={16} /></ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => go('/reports/general-ledger', { search: { account: account.code } })}>{t('ledger-account-lines')}</Menu.Item>
        {account.reconcilable && <Menu.Item onClick={() => go('/ledger/reconcile', { search: { account: account.id } })}>{t('ledger-reconcile')}</Menu.Item>}
        {may('account', 'update') && <Menu.Item onClick={() => edit({ account, given: {} })}>{t('edit')}</Menu.Item>}
        {may('account', 'create') && (
          <Menu.Item onClick={() => edit({ account: null, given: { parent: account.is_group ? account.id : account.parent, kind: account.kind } })}>
            {account.is_group ? t('ledger-account-below') : t('ledger-account-beside')}
          </Menu.Item>
        )}
        {may('account', 'update') && !account.is_group && <Menu.Item onClick={() => void close(!account.closed)}>{account.closed ? t('ledger-account-reopen') : t('ledger-account-close')}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}
