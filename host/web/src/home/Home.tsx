// The first screen after sign-in.
import { Screen } from '@/app/Screen';
import { useT } from '@/i18n';

export default function Home() {
  const t = useT();
  return <Screen title={t('home')}>{null}</Screen>;
}
