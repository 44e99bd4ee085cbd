import { Screen } from '@/app/Screen'; export default function Soon() { return <Screen title="">{null}</Screen>; }
