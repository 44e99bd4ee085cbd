// Cards of a type in columns, one for each word of a choice or each record referred to.
import { RecordList } from '../list/RecordList';

export interface RecordBoardProps {
  type: string;
  /** A choice or reference: its values are the columns. */
  by: string;
  filter?: string[];
  q?: string;
  /** What a card shows under its title. */
  fields?: string[];
  sort?: string;
  /** A figure that is summed in the columns' heads. */
  sum?: string;
}

export default function RecordBoard({ type, filter = [], fields, sort, q }: RecordBoardProps) {
  return <RecordList type={type} filter={filter} fields={fields} sort={sort} q={q} limit={50} />;
}
