// An import from the file to its result. The step stands in the address; without a file there is only the first one.
import { Alert, Box, Stack, Stepper, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';

import { useType } from '@/api/meta';
import { Go, useParam, useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Missing } from '@/app/states';
import { useT } from '@/i18n';

import { CheckStep } from './steps/CheckStep';
import { ColumnsStep } from './steps/ColumnsStep';
import { FileStep } from './steps/FileStep';
import { ResultStep } from './steps/ResultStep';
import { useWizard } from './wizard';

const steps = ['file', 'columns', 'check', 'result'] as const;
type Step = (typeof steps)[number];

export default function WizardScreen() {
  const name = useParam('type');
  const type = useType(name);
  // The state of one type is not the state of another.
  return type?.may.create ? <Import key={name} name={name} label={type.label} /> : <Missing />;
}

function Import({ name, label }: { name: string; label: string }) {
  const t = useT();
  const [search, change] = useSearch();
  const wizard = useWizard(name);
  const narrow = useMediaQuery('(max-width: 48em)');
  const { prepared, failure } = wizard;
  const asked = (steps as readonly string[]).includes(search.step ?? '') ? (search.step as Step) : 'file';
  const step: Step = !prepared ? 'file' : prepared.result ? 'result' : asked === 'result' ? 'check' : asked;
  const go = (to: Step) => change({ step: to === 'file' ? null : to }, { push: true });
  const active = steps.indexOf(step);
  const labels: Record<Step, string> = { file: t('import-step-file'), columns: t('import-step-columns'), check: t('import-step-check'), result: t('import-step-result') };
  const begun = Boolean(prepared && !prepared.result);
  return (
    <Screen title={t('import-title', { type: label })} before={<Text size="sm"><Go to="/import">{t('import')}</Go></Text>}>
      <Stack>
        {narrow
          ? <Text size="sm" c="dimmed">{t('import-step', { number: active + 1, of: steps.length, name: labels[step] })}</Text>
          : (
            <Stepper active={active} size="xs" onStepClick={(at) => go(steps[at]!)} aria-label={t('import-steps')}>
              {steps.map((one, at) => <Stepper.Step key={one} label={labels[one]} allowStepSelect={begun && at < 3 && at !== active} />)}
            </Stepper>
          )}
        {failure && (
          <Alert color="red" variant="outline" icon={<IconAlertTriangle />} title={t('failed')} role="alert"><Text size="sm">{failure}</Text></Alert>
        )}
        <Box>
          {step === 'file' && <FileStep type={name} wizard={wizard} next={() => go('columns')} />}
          {step === 'columns' && <ColumnsStep type={name} wizard={wizard} back={() => go('file')} next={() => go('check')} />}
          {step === 'check' && <CheckStep wizard={wizard} back={() => go('columns')} done={() => go('result')} />}
          {step === 'result' && <ResultStep type={name} wizard={wizard} again={() => { wizard.forget(); go('file'); }} />}
        </Box>
      </Stack>
    </Screen>
  );
}
