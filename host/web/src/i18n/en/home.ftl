# The first screen and the manager's page.
home-work = My work
home-manager = Overview
home-tasks = My tasks
home-tasks-all = All my tasks
home-tasks-none = No open tasks.
home-tasks-more = { $count ->
    [one] and one more
   *[other] and { $count } more
}
home-task-new = New task
home-task-due = Due
home-task-tick = Done: { $task }
home-task-done = Done: { $task }
home-task-late = Overdue: { $day }
home-begin = First steps
home-begin-hide = Do not show
home-begin-count = { $done } of { $all } done
home-begin-contact = Enter your first customer or supplier
home-begin-item = Enter what you sell or buy
home-begin-stock = Enter what is in stock
home-begin-plugin = Install a plugin, such as sales or CRM
home-begin-colleague = Invite a colleague
home-quick = New
home-recent = Lately
home-recent-none = Records that you open are kept here.
home-arrange = Arrange
home-hidden = Not shown
home-show = Show { $card }
home-earlier = Move forward
home-later = Move back
home-hide = Do not show
home-all-hidden = All cards are put away; “Arrange” brings them back.
home-no-cards = No cards of plugins yet
home-no-cards-why = Plugins such as sales and CRM bring cards with their figures.
home-figure-cash = Cash and bank
home-figure-receivables = Customers owe us
home-figure-payables = We owe suppliers
home-figure-stock = Stock value
home-figure-revenue = Revenue this month
home-figure-late = { $amount } overdue
home-figure-none-late = nothing overdue
home-figure-before = last month { $amount }
