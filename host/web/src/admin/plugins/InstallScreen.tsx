// Installing a package, or upgrading to it: looked at first, agreed to point by point, then taken in.
import { Alert, Anchor, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';

import { Problem } from '@/api/problem';
import { Go, useGo } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Failed, Waiting } from '@/app/states';
import { useTold } from '@/app/told';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';

import { Facts } from '../parts';
import { Consent } from './capabilities';
import { Companies } from './Companies';
import { KeyUnknown, Unsigned } from './Signature';
import { PackageFile } from './PackageFile';
import { Conflicts, Plan, Yes } from './Plan';
import { type InstallOut, sendPackage, useInstalledAgain, useKeysOfVendors } from './plugins';
import { Rehearsal } from './Rehearsal';

interface Flags {
  unsigned: boolean;
  accept_conflicts: boolean;
  accept_destroy: boolean;
}

const NONE: Flags = { unsigned: false, accept_conflicts: false, accept_destroy: false };
/** Reasons against it that somebody may say yes to. */
const MAY_BE_ACCEPTED = ['plugin.destroys', 'plugin.conflict'];

export default function InstallScreen() {
  const t = useT();
  const [bytes, setBytes] = useState<ArrayBuffer | null>(null);
  const [flags, setFlags] = useState(NONE);
  const [looked, setLooked] = useState<InstallOut | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const look = async (of: ArrayBuffer, terms: Flags) => {
    setBusy(true);
    setProblem(null);
    try {
      setLooked(await sendPackage(of, { ...terms, dry_run: true }));
    } catch (error) {
      setLooked(null);
      setProblem(error);
    }
    setBusy(false);
  };
  const change = (changes: Partial<Flags>) => {
    const next = { ...flags, ...changes };
    setFlags(next);
    if (bytes) void look(bytes, next);
  };
  const code = problem instanceof Problem ? problem.code : '';
  return (
    <Screen title={t('admin-install')} before={<Go to="/admin/plugins" size="sm">{t('admin-plugins')}</Go>}>
      <Stack maw={860} gap="lg">
        <PackageFile
          taken={(file) => {
            setBytes(file);
            setFlags(NONE);
            setLooked(null);
            void look(file, NONE);
          }}
        />
        {busy && <Waiting />}
        {!busy && code === 'package.key-unknown' && <KeyUnknown problem={problem as Problem} trusted={() => bytes && void look(bytes, flags)} />}
        {!busy && code === 'package.unsigned' && <Unsigned take={() => change({ unsigned: true })} />}
        {!busy && problem !== null && !['package.key-unknown', 'package.unsigned'].includes(code) && <Failed error={problem} />}
        {!busy && looked && bytes && <Looked key={looked.digest} looked={looked} bytes={bytes} flags={flags} change={change} />}
      </Stack>
    </Screen>
  );
}

function Looked({ looked, bytes, flags, change }: { looked: InstallOut; bytes: ArrayBuffer; flags: Flags; change: (changes: Partial<Flags>) => void }) {
  const t = useT();
  const go = useGo();
  const told = useTold();
  const session = useSession();
  const again = useInstalledAgain();
  const keys = useKeysOfVendors().data ?? [];
  const [grants, setGrants] = useState<string[]>([]);
  const [companies, setCompanies] = useState([session.company.id]);
  const [busy, setBusy] = useState(false);
  const upgrade = Boolean(looked.from);
  const asks = upgrade ? looked.asks_more : looked.capabilities;
  const refusal = (is: string) => looked.refusals.find((one) => one.code === is);
  const against = looked.refusals.filter((one) => !MAY_BE_ACCEPTED.includes(one.code));
  const destroys = refusal('plugin.destroys');
  const conflict = refusal('plugin.conflict');
  const may = looked.refusals.length === 0;
  const missing = asks.length - grants.length;
  const signer = keys.find((one) => one.public_key === looked.signer);
  const install = async () => {
    setBusy(true);
    try {
      const out = await sendPackage(bytes, { ...flags, dry_run: false, grant: grants.join(','), company: upgrade ? undefined : companies.join(',') });
      await again();
      told.done(t(`admin-outcome-${out.outcome}`, { plugin: out.plugin, version: out.to }));
      go(`/admin/plugins/${out.plugin}`, { search: out.outcome === 'held' ? { tab: 'versions' } : {} });
    } catch (error) {
      told.failed(error);
      setBusy(false);
    }
  };
  return (
    <Stack gap="lg">
      <Facts
        facts={[
          [t('admin-plugin'), looked.plugin],
          [t('admin-version'), upgrade ? `${looked.from} → ${looked.to}` : looked.to],
          [t('admin-signed-by'), looked.signer ? signer?.name ?? looked.signer : t('admin-unsigned')],
          [t('admin-digest'), looked.digest],
        ]}
      />
      {against.length > 0 && (
        <Alert color="red" variant="outline" title={t('admin-refused')} role="alert">
          <Stack gap={4}>{against.map((one) => <Text size="sm" key={one.code + one.message}>{one.message}</Text>)}</Stack>
        </Alert>
      )}
      <section id="asks">
        <Title order={2} mb={4}>{t(upgrade ? 'admin-asks-more' : 'admin-asks')}</Title>
        <Text size="sm" c="dimmed" mb="xs">{t(asks.length > 0 ? 'admin-asks-why' : 'admin-asks-nothing')}</Text>
        <Consent asks={asks} chosen={grants} choose={setGrants} />
      </section>
      <section>
        <Title order={2} mb={4}>{t('admin-plan')}</Title>
        <Plan steps={looked.steps} />
      </section>
      {looked.conflicts.length > 0 && (
        <section>
          <Title order={2} mb={4}>{t('admin-conflicts')}</Title>
          <Conflicts conflicts={looked.conflicts} />
        </section>
      )}
      {(destroys || flags.accept_destroy) && (
        <Yes title={t('admin-destroys')} text={destroys?.message ?? ''} label={t('admin-destroys-yes')} on={flags.accept_destroy} say={(on) => change({ accept_destroy: on })} />
      )}
      {(conflict || flags.accept_conflicts) && (
        <Yes title={t('admin-conflicts')} text={conflict?.message ?? ''} label={t('admin-conflicts-yes')} on={flags.accept_conflicts} say={(on) => change({ accept_conflicts: on })} />
      )}
      {upgrade && <Rehearsal bytes={bytes} unsigned={flags.unsigned} code={looked.plugin} />}
      {!upgrade && (
        <section>
          <Title order={2} mb={4}>{t('admin-works-in')}</Title>
          <Companies chosen={companies} choose={setCompanies} />
        </section>
      )}
      {missing > 0 && (
        <Alert color="blue" variant="outline" icon={<IconInfoCircle aria-hidden />}>
          <Text size="sm">{t(upgrade ? 'admin-missing-held' : 'admin-missing', { count: missing })}</Text>
        </Alert>
      )}
      <Group>
        <Button size="sm" disabled={!may} loading={busy} onClick={() => void install()}>{t(upgrade ? 'admin-upgrade' : 'admin-install-it')}</Button>
        <Anchor component="button" type="button" size="sm" onClick={() => go('/admin/plugins')}>{t('cancel')}</Anchor>
      </Group>
    </Stack>
  );
}
