// Reads and changes the elements of a diagram, each change one step of undo. Knows bpmn-js; must not know how it is shown.
import type Modeler from 'bpmn-js/lib/Modeler';

/** An element of the model, as moddle holds it. */
export interface Model {
  $type: string;
  $parent?: Model;
  $instanceOf?: (type: string) => boolean;
  get: (name: string) => unknown;
  [member: string]: unknown;
}

/** An element of the picture. */
export interface Shape {
  id: string;
  type: string;
  businessObject: Model;
}

interface Modeling {
  updateProperties: (shape: Shape, properties: object) => void;
  updateModdleProperties: (shape: Shape, of: Model, properties: object) => void;
}
interface Factory {
  create: (type: string, properties?: object) => Model;
}

export type Row = Record<string, unknown>;

export const is = (model: Model | undefined, type: string): boolean => Boolean(model?.$instanceOf?.(type));

export class Diagram {
  private readonly modeling: Modeling;
  private readonly factory: Factory;

  constructor(modeler: Modeler) {
    this.modeling = modeler.get<Modeling>('modeling');
    this.factory = modeler.get<Factory>('bpmnFactory');
  }

  /** Attributes of an element itself: `name`, `keel:role`. Empty ones are taken away. */
  set(shape: Shape, properties: Record<string, string | null>): void {
    this.modeling.updateProperties(shape, Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, value || undefined])));
  }

  documentation(shape: Shape): string {
    const [first] = (shape.businessObject.get('documentation') as Model[] | undefined) ?? [];
    return (first?.get('text') as string | undefined) ?? '';
  }

  document(shape: Shape, text: string): void {
    const of = shape.businessObject;
    const rest = ((of.get('documentation') as Model[] | undefined) ?? []).slice(1);
    const made = text ? [this.make('bpmn:Documentation', of, { text })] : [];
    this.modeling.updateModdleProperties(shape, of, { documentation: [...made, ...rest] });
  }

  /** Elements of Keel in an element's extensions: `keel:Field`. */
  extensions(shape: Shape, type: string): Model[] {
    const held = shape.businessObject.get('extensionElements') as Model | undefined;
    return ((held?.get('values') as Model[] | undefined) ?? []).filter((one) => one.$type === type);
  }

  /** Puts elements of one kind in the place of those that were there; all others are kept. */
  extend(shape: Shape, type: string, rows: Row[]): void {
    const of = shape.businessObject;
    let held = of.get('extensionElements') as Model | undefined;
    if (!held) {
      held = this.make('bpmn:ExtensionElements', of, { values: [] });
      this.modeling.updateModdleProperties(shape, of, { extensionElements: held });
    }
    const all = (held.get('values') as Model[] | undefined) ?? [];
    const made = rows.map((row) => this.make(type, held, Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false).map(([name, value]) => [name, String(value)]))));
    const at = all.findIndex((one) => one.$type === type);
    const kept = all.filter((one) => one.$type !== type);
    kept.splice(at < 0 ? kept.length : at, 0, ...made);
    if (kept.length > 0) this.modeling.updateModdleProperties(shape, held, { values: kept });
    else this.modeling.updateModdleProperties(shape, of, { extensionElements: undefined });
  }

  condition(shape: Shape): string {
    return ((shape.businessObject.get('conditionExpression') as Model | undefined)?.get('body') as string | undefined) ?? '';
  }

  conditioned(shape: Shape, body: string): void {
    const of = shape.businessObject;
    this.modeling.updateProperties(shape, { conditionExpression: body ? this.make('bpmn:FormalExpression', of, { body }) : undefined });
  }

  isDefault(shape: Shape): boolean {
    const source = shape.businessObject.get('sourceRef') as Model | undefined;
    return source?.get('default') === shape.businessObject;
  }

  makeDefault(shape: Shape, source: Shape, on: boolean): void {
    this.modeling.updateProperties(source, { default: on ? shape.businessObject : undefined });
  }

  timer(shape: Shape): { definition: Model; kind: TimerKind; body: string } | null {
    const all = (shape.businessObject.get('eventDefinitions') as Model[] | undefined) ?? [];
    const definition = all.find((one) => is(one, 'bpmn:TimerEventDefinition'));
    if (!definition) return null;
    const kind = timerKinds.find((one) => definition.get(one)) ?? 'timeDuration';
    return { definition, kind, body: ((definition.get(kind) as Model | undefined)?.get('body') as string | undefined) ?? '' };
  }

  timed(shape: Shape, definition: Model, kind: TimerKind, body: string): void {
    const made = this.make('bpmn:FormalExpression', definition, { body });
    this.modeling.updateModdleProperties(shape, definition, Object.fromEntries(timerKinds.map((one) => [one, one === kind ? made : undefined])));
  }

  private make(type: string, parent: Model, properties: object): Model {
    const made = this.factory.create(type, properties);
    made.$parent = parent;
    return made;
  }
}

export const timerKinds = ['timeDuration', 'timeDate', 'timeCycle'] as const;
export type TimerKind = (typeof timerKinds)[number];
