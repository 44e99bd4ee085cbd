// Somebody is signed in and there is no company for them: administrators set the first one up, others are told whom to ask.
import { Center, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';

import { Waiting } from '@/app/states';
import { useT } from '@/i18n';

import { interfaceQuery } from './session';

const FirstRun = lazy(() => import('./FirstRun'));

export default function NoCompany() {
  const t = useT();
  const met = useQuery(interfaceQuery).data;
  if (met?.user.administrator) return <Suspense fallback={<Waiting />}><FirstRun /></Suspense>;
  return (
    <Center mih="100vh" component="main">
      <Stack maw={420}>
        <Title order={1}>{t('no-company')}</Title>
        <Text>{t('no-company-why')}</Text>
      </Stack>
    </Center>
  );
}
