//! Leads, opportunities and what is done about them.
//!
//! Knows who answers which call of the host; each noun has its own file. Must not know quotations: `crm-sales` does.

use keel_sdk::prelude::*;

mod activity;
mod convert;
mod figures;
mod funnel;
mod handover;
mod lead;
mod lost_reason;
mod managers;
mod opportunity;
mod page;
mod segment;
mod stage;
mod web;
mod words;

plugin!("plugin.toml");

impl Hooks for Plugin {
    fn lead_rules(change: &Change<Lead>) -> Result<Body> {
        lead::rules(change)
    }

    fn lead_duplicates(change: &Change<Lead>) -> Result<Body> {
        lead::note_duplicates(&change.new)
    }

    fn stage_rules(change: &Change<Stage>) -> Result<Body> {
        stage::rules(change)
    }

    fn opportunity_rules(change: &Change<Opportunity>) -> Result<Body> {
        opportunity::rules(change)
    }

    fn opportunity_told(change: &Change<Opportunity>) -> Result<()> {
        opportunity::tell(change)
    }

    fn activity_rules(change: &Change<Activity>) -> Result<Body> {
        activity::rules(change)
    }

    fn activity_timer(change: &Change<Activity>) -> Result<()> {
        activity::set_timer(change)
    }

    fn segment_rules(change: &Change<Segment>) -> Result<()> {
        segment::must_be_askable(&change.new)
    }
}

impl Actions for Plugin {
    fn set_up() -> Result<SetUpOutput> {
        let (stages, lost_reasons) = (stage::make_usual()?, lost_reason::make_usual()?);
        Ok(SetUpOutput { stages: Some(stages), lost_reasons: Some(lost_reasons) })
    }

    fn qualify_lead(lead: Lead, input: QualifyLeadInput) -> Result<()> {
        lead::qualify(&lead, input.owner)
    }

    fn convert_lead(lead: Lead, input: ConvertLeadInput) -> Result<ConvertLeadOutput> {
        convert::convert(&lead, &input)
    }

    fn junk_lead(lead: Lead, input: JunkLeadInput) -> Result<()> {
        lead::junk(&lead, input.reason)
    }

    fn reopen_lead(lead: Lead) -> Result<()> {
        lead::reopen(&lead)
    }

    fn move_opportunity(opportunity: Opportunity, input: MoveOpportunityInput) -> Result<()> {
        opportunity::move_to(&opportunity, input.stage, input.lost_reason)
    }

    fn win_opportunity(opportunity: Opportunity) -> Result<()> {
        opportunity::win(&opportunity)
    }

    fn lose_opportunity(opportunity: Opportunity, input: LoseOpportunityInput) -> Result<()> {
        opportunity::lose(&opportunity, input.reason, input.note)
    }

    fn follow_quotations(opportunity: Opportunity, input: FollowQuotationsInput) -> Result<()> {
        opportunity::follow_quotations(&opportunity, input.amount, input.currency)
    }

    fn done_activity(activity: Activity, input: DoneActivityInput) -> Result<DoneActivityOutput> {
        Ok(DoneActivityOutput { next: activity::done(&activity, input)? })
    }

    fn hand_over(input: HandOverInput) -> Result<HandOverOutput> {
        handover::hand_over(&input)
    }

    fn segment_members(segment: Segment, input: SegmentMembersInput) -> Result<SegmentMembersOutput> {
        segment::members(&segment, input.limit, input.after)
    }
}

impl Subscriptions for Plugin {
    fn enabled(_event: &Event) -> Result<()> {
        stage::make_usual()?;
        lost_reason::make_usual().map(|_| ())
    }
}

impl Jobs for Plugin {
    fn remind(_run: &Run, input: Option<RemindInput>) -> Result<()> {
        input.map_or(Ok(()), |input| activity::remind(input.activity))
    }

    fn overdue(_run: &Run) -> Result<()> {
        activity::tell_overdue()
    }
}

impl Endpoints for Plugin {
    fn web_to_lead(request: &Request) -> Result<Response> {
        web::from_program(request)
    }

    fn web_form(request: &Request) -> Result<Response> {
        web::from_form(request)
    }
}

impl Pages for Plugin {
    fn pipeline(_request: &view::Request) -> Result<view::View> {
        page::pipeline::draw()
    }

    fn my_day(_request: &view::Request) -> Result<view::View> {
        page::my_day::draw()
    }

    fn funnel(_request: &view::Request) -> Result<view::View> {
        page::pipeline::card()
    }

    fn overdue(_request: &view::Request) -> Result<view::View> {
        page::overdue::draw()
    }

    fn lead_duplicates(request: &view::Request) -> Result<view::View> {
        page::lead::draw(request)
    }

    fn opportunity_work(request: &view::Request) -> Result<view::View> {
        page::opportunity::draw(request)
    }

    fn customer(request: &view::Request) -> Result<view::View> {
        page::customer::draw(request)
    }

    fn segment_now(request: &view::Request) -> Result<view::View> {
        page::segment::draw(request)
    }
}

impl Reports for Plugin {
    fn funnel(parameters: FunnelParameters) -> Result<Table> {
        funnel::report(&parameters)
    }

    fn managers(parameters: ManagersParameters) -> Result<Table> {
        managers::report(&parameters)
    }
}
