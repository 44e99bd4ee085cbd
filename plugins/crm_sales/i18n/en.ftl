# What people read. Labels of plugin.toml stand under the names of what they label; messages of the code come last.

## Record types

ext-sales-order-opportunity = Opportunity
    .help = What this quotation was made for.
ext-crm-opportunity-quotations = Quotations
    .help = How many stand: not cancelled.
ext-crm-opportunity-won-by-order = Won by an order
    .help = Closed as won because its quotations were confirmed.

## Actions

action-new-quotation = New quotation
    .help = Makes a quotation for the customer of an opportunity.
action-new-quotation-reference = Customer's reference
action-new-quotation-valid-to = Valid to
action-new-quotation-lines = Lines
action-new-quotation-lines-item = Item
action-new-quotation-lines-quantity = Quantity
action-new-quotation-lines-price = Price
    .help = Of one, without tax; from the price list when left out.
action-new-quotation-answer-order = Quotation

## Pages, menu, reports, roles, facts, jobs

page-quotations = Quotations
event-quotations-changed = Quotations of an opportunity changed

## Messages

new-quotation = New quotation
crm-sales-opportunity-lost = The opportunity is lost: move it to an open stage first.
crm-sales-no-record = This panel stands on an opportunity.
