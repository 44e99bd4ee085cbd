// What a diagram says to Keel, for the reader of BPMN (namespace urn:keel:bpmn:1; plugins/process/README.md says what each means).
// Elements of other tools are kept as they are.
const text = (...names: string[]) => names.map((name) => ({ name, isAttr: true, type: 'String' }));
const element = (name: string, ...attributes: string[]) => ({ name, superClass: ['Element'], properties: text(...attributes) });

export const keel = {
  name: 'Keel', uri: 'urn:keel:bpmn:1', prefix: 'keel', xml: { tagAlias: 'lowerCase' }, associations: [],
  types: [
    { name: 'UserTaskAttributes', extends: ['bpmn:UserTask'], properties: text('role', 'assignee', 'due') },
    { name: 'LaneAttributes', extends: ['bpmn:Lane'], properties: text('role') },
    { name: 'ScriptTaskAttributes', extends: ['bpmn:ScriptTask'], properties: text('result') },
    element('Call', 'action', 'target', 'later', 'process'),
    element('Input', 'name', 'value'),
    element('Output', 'to', 'value'),
    element('Field', 'name', 'label', 'kind', 'required', 'choices'),
    element('Outcome', 'name', 'label'),
    element('Record', 'type', 'id'),
    element('Decision', 'result', 'expression'),
    element('Message', 'correlation'),
    element('Each', 'in', 'as', 'collect', 'into'),
  ],
};
