//! What of a diagram can be executed. Every expression in it was read; what it refers to is there.

use std::collections::BTreeMap;
use std::rc::Rc;

use process_feel::Expr;

/// An expression of FEEL with its text.
#[derive(Clone, Debug)]
pub struct Expression {
    /// As it stands in the file, without the leading `=`.
    pub text: String,
    /// Read.
    pub expr: Rc<Expr>,
}

/// A process.
#[derive(Clone, Debug, Default)]
pub struct Process {
    /// Its id: the key of its versions.
    pub id: String,
    /// For people.
    pub name: String,
    /// `documentation`.
    pub documentation: String,
    /// `isExecutable`.
    pub executable: bool,
    /// Everything that a token can stand on, by id, also inside sub-processes.
    pub nodes: BTreeMap<String, Node>,
    /// Ways between them, by id.
    pub flows: BTreeMap<String, Flow>,
    /// Lanes, in order, innermost.
    pub lanes: Vec<Lane>,
}

/// A lane: who works on what stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// Its id.
    pub id: String,
    /// For people.
    pub name: String,
    /// Code of the role that works in it: `keel:role`, else its name.
    pub role: String,
}

/// Something that a token can stand on.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its id.
    pub id: String,
    /// For people.
    pub name: String,
    /// `documentation`: the instruction.
    pub documentation: String,
    /// The sub-process that it is in; none: the process itself.
    pub parent: Option<String>,
    /// What it does.
    pub kind: Kind,
    /// Flows to it, in the order of the file.
    pub incoming: Vec<String>,
    /// Flows from it, in the order of the file.
    pub outgoing: Vec<String>,
    /// The flow that is taken when no condition holds.
    pub default: Option<String>,
    /// Role of its lane.
    pub role: Option<String>,
    /// A start event of an event sub-process: what is under way ends when it happens.
    pub interrupting: bool,
    /// Several times.
    pub multi: Option<Multi>,
    /// Boundary events on it.
    pub boundary: Vec<String>,
}

/// A way from node to node.
#[derive(Clone, Debug)]
pub struct Flow {
    /// Its id.
    pub id: String,
    /// For people.
    pub name: String,
    /// From.
    pub source: String,
    /// To.
    pub target: String,
    /// Taken when it holds.
    pub condition: Option<Expression>,
}

/// What a node does.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Where a process or sub-process begins.
    Start(Option<Trigger>),
    /// Where a way ends.
    End,
    /// Ends everything in its scope.
    Terminate,
    /// Ends its scope with an error of this code.
    ErrorEnd(String),
    /// A message is sent: an end event, an intermediate event, or a send task.
    Send(Message, Vec<Mapping>, bool),
    /// Waits: an intermediate catch event or a receive task.
    Catch(Trigger),
    /// Goes straight on: an intermediate event without a trigger, a task of no kind, a manual task.
    Pass,
    /// Somebody's work.
    User(UserTask),
    /// An action is called.
    Service(Action),
    /// An expression: where its value goes, and what it is.
    Script(String, Expression),
    /// A decision: where its result goes, and what decides.
    Rule(String, Decision),
    /// Another process.
    Call(Called),
    /// Nodes of its own. With `true` an event starts it (event sub-process).
    SubProcess(bool),
    /// One way out.
    Exclusive,
    /// All ways out; waits for all ways in.
    Parallel,
    /// The way of the event that happens first.
    EventBased,
    /// On the border of an activity.
    Boundary(Boundary),
}

/// An event on the border of an activity.
#[derive(Clone, Debug)]
pub struct Boundary {
    /// The activity.
    pub attached_to: String,
    /// The activity ends when it happens.
    pub interrupting: bool,
    /// What happens.
    pub trigger: Trigger,
}

/// What an event waits for.
#[derive(Clone, Debug)]
pub enum Trigger {
    /// A message of this name.
    Message(Message),
    /// A time.
    Timer(TimerKind),
    /// An error with this code; none: any.
    Error(Option<String>),
}

/// A message.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its name.
    pub name: String,
    /// What tells which instance it is for; none: the business key of the instance.
    pub correlation: Option<Expression>,
}

/// When a timer is due.
#[derive(Clone, Debug)]
pub enum TimerKind {
    /// At a date and time, or at the start of a date.
    At(Expression),
    /// After a duration.
    After(Expression),
    /// Again and again: how often at most, and after which duration each.
    Every(Option<u32>, Expression),
}

/// A name with an expression.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// Where it goes.
    pub to: String,
    /// What goes there.
    pub value: Expression,
}

/// What somebody does.
#[derive(Clone, Debug, Default)]
pub struct UserTask {
    /// Who does it: gives the login or id of a user.
    pub assignee: Option<Expression>,
    /// Code of the role whose people may do it.
    pub role: Option<String>,
    /// Gives a role.
    pub role_expression: Option<Expression>,
    /// Until when: a duration, date, or date and time.
    pub due: Option<Expression>,
    /// What is asked for.
    pub fields: Vec<Field>,
    /// Ways to complete it: word and label. The word becomes the variable `outcome`.
    pub outcomes: Vec<(String, String)>,
    /// Record that it is about: its type, and what gives its id.
    pub record: Option<(String, Expression)>,
    /// Where the values go; empty: each to the variable of its name.
    pub outputs: Vec<Mapping>,
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Name of the variable.
    pub name: String,
    /// For people.
    pub label: String,
    /// What it holds.
    pub kind: FieldKind,
    /// Must be given.
    pub required: bool,
}

/// What a field of a form holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Text.
    Text,
    /// Yes or no.
    Boolean,
    /// An exact number.
    Number,
    /// A day.
    Date,
    /// One of these words.
    Choice(Vec<String>),
}

/// A call of an action.
#[derive(Clone, Debug)]
pub struct Action {
    /// Its whole name: `sales.ship`.
    pub name: String,
    /// Gives the id of the record that it is called on.
    pub target: Option<Expression>,
    /// Its input.
    pub inputs: Vec<Mapping>,
    /// Variables from its answer, which is `result`.
    pub outputs: Vec<Mapping>,
    /// Runs after the commit, by a job.
    pub later: bool,
}

/// A call of a process.
#[derive(Clone, Debug)]
pub struct Called {
    /// Id of the process.
    pub key: Option<String>,
    /// Gives the id.
    pub key_expression: Option<Expression>,
    /// Variables that it starts with; empty: all.
    pub inputs: Vec<Mapping>,
    /// Variables from its end, whose variables are `result`; empty: all.
    pub outputs: Vec<Mapping>,
}

/// What decides.
#[derive(Clone, Debug)]
pub enum Decision {
    /// An expression.
    Expression(Expression),
    /// A decision table.
    Table(Table),
}

/// A decision table of DMN.
#[derive(Clone, Debug)]
pub struct Table {
    /// Which rules count.
    pub policy: HitPolicy,
    /// What is looked at.
    pub inputs: Vec<InputClause>,
    /// Names of what is decided, and what is taken when no rule holds.
    pub outputs: Vec<(String, Option<Expression>)>,
    /// Rules, in order.
    pub rules: Vec<Rule>,
}

/// What a decision table looks at.
#[derive(Clone, Debug)]
pub struct InputClause {
    /// For people.
    pub label: String,
    /// Gives the value.
    pub expression: Expression,
}

/// A row of a decision table.
#[derive(Clone, Debug)]
pub struct Rule {
    /// A test for each input.
    pub tests: Vec<Expression>,
    /// A value for each output.
    pub values: Vec<Expression>,
}

/// Which rules of a table count (DMN 1.5, 8.2.10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HitPolicy {
    /// One at most.
    Unique,
    /// The first.
    First,
    /// Several, if they say the same.
    Any,
    /// All, in order.
    Collect,
    /// The sum of all.
    Sum,
    /// The least of all.
    Min,
    /// The largest of all.
    Max,
    /// How many.
    Count,
}

/// Several times.
#[derive(Clone, Debug)]
pub struct Multi {
    /// One after the other.
    pub sequential: bool,
    /// Over what.
    pub each: Each,
    /// Name of the item in each; `item` when not said.
    pub name: String,
    /// Ends it before all are done.
    pub completion: Option<Expression>,
    /// Of each, when it is done, what is collected.
    pub collect: Option<Expression>,
    /// The variable that the collected values go to.
    pub into: Option<String>,
}

/// How often.
#[derive(Clone, Debug)]
pub enum Each {
    /// So many times.
    Times(Expression),
    /// Once for each item.
    Items(Expression),
}

/// A place in the file.
pub type Span = (usize, usize);

impl Process {
    /// A node by id.
    pub fn node(&self, id: &str) -> Option<&Node> {
        self.nodes.get(id)
    }

    /// Nodes of a sub-process; none: of the process itself.
    pub fn within<'p>(&'p self, parent: Option<&'p str>) -> impl Iterator<Item = &'p Node> {
        self.nodes.values().filter(move |node| node.parent.as_deref() == parent)
    }

    /// Event sub-processes of a scope, each with its start event and what triggers it.
    pub fn event_sub_processes<'p>(
        &'p self,
        parent: Option<&'p str>,
    ) -> impl Iterator<Item = (&'p Node, &'p Node, &'p Trigger)> {
        let of = self.within(parent).filter(|node| matches!(node.kind, Kind::SubProcess(true)));
        of.filter_map(|node| {
            self.within(Some(&node.id)).find_map(|start| match &start.kind {
                Kind::Start(Some(trigger)) => Some((node, start, trigger)),
                _ => None,
            })
        })
    }
}

impl Node {
    /// Its name, else its id.
    pub fn title(&self) -> &str {
        if self.name.is_empty() { &self.id } else { &self.name }
    }
}
