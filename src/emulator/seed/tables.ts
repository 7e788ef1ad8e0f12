/** What the sources of the demo account hold: schema -> tables, by service; a connection may name its own by its schema. */

const list = (text: string) => text.split(/\s+/);

const crm =
  list(`account account_contact_role account_history asset campaign campaign_member case case_comment contact content_document
  contract event event_relation group group_member lead lead_history lead_status opportunity opportunity_contact_role opportunity_history
  opportunity_line_item opportunity_stage order order_item partner pricebook_2 pricebook_entry product_2 profile quote quote_line_item
  record_type solution task task_priority task_status territory user user_role`);

const shop =
  list(`addresses carts cart_items categories coupons customers customer_segments deliveries discounts gift_cards inventory_levels
  inventory_movements invoices order_items orders payments price_lists product_images product_reviews product_variants products promotions
  refunds return_items returns shipments shipping_rates stock_locations subscriptions suppliers tax_rates warehouses wishlists`);

const byService: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  salesforce: { salesforce: crm },
  postgres: {
    public: shop,
    billing: list(
      'accounts adjustments charges credit_notes dunning_events invoice_lines invoices ledgers payouts plans usage_records',
    ),
    _internal: list('fivetran_audit schema_migrations jobs'),
  },
  google_cloud_postgresql: {
    public: list('assets bookings coupons events guides itineraries participants payments routes tours trips waivers'),
  },
  aurora_postgres: {
    public: list('clusters deployments devices firmware_releases heartbeats incidents sensors telemetry_daily'),
    audit: list('access_log changes sessions'),
  },
  mysql: {
    loyalty: list(
      'accounts accruals badges earn_rules members partners redemptions referrals reward_catalog tiers transactions',
    ),
    'legacy shop': [
      'Order Details',
      'Old "Imports"',
      'sales/2019',
      'sales/2020',
      'price list v1.2',
      'notes 📝',
      '100% cotton',
    ],
  },
  sql_server: {
    dbo: list(
      'Bin Carrier Container Dock Employee InboundOrder InboundOrderLine Item ItemLot Location OutboundOrder OutboundOrderLine Pallet PickTask Shift Trailer Wave',
    ),
    'HR.Archive': list('Employee2019 Employee2020 Payroll.Run Time/Sheets'),
  },
  mongo: {
    app: list('carts devices feature_flags notifications page_views preferences push_tokens searches sessions'),
  },
  oracle: {
    ERP: list(
      'GL_BALANCES GL_JE_HEADERS GL_JE_LINES GL_PERIODS AP_INVOICES_ALL AP_SUPPLIERS AR_CASH_RECEIPTS AR_CUSTOMERS PO_HEADERS_ALL PO_LINES_ALL FA_ADDITIONS FA_BOOKS',
    ),
  },
  dynamodb: { dynamodb: list('sessions rate_limits idempotency_keys') },
  hubspot: {
    hubspot:
      list(`company company_property_history contact contact_list contact_list_member deal deal_pipeline deal_pipeline_stage deal_stage
      email_campaign email_event email_event_bounce email_event_click email_event_open email_event_sent email_subscription engagement
      engagement_call engagement_email engagement_meeting engagement_note form line_item owner ticket`),
  },
  stripe: {
    stripe:
      list(`account balance_transaction bank_account card charge coupon credit_note customer customer_discount discount dispute invoice
      invoice_line_item payment_intent payment_method payout plan price product refund subscription subscription_item tax_rate transfer`),
  },
  zendesk: {
    zendesk:
      list(`brand call_metric group group_member organization satisfaction_rating schedule sla_policy tag ticket ticket_comment
      ticket_custom_field ticket_field_history ticket_form_history ticket_metric_set user user_tag view`),
  },
  shopify: {
    shopify:
      list(`abandoned_checkout collection collection_product customer discount_code draft_order fulfillment fulfillment_event
      inventory_item inventory_level location metafield order order_adjustment order_line order_risk order_shipping_line product product_image
      product_variant refund tender_transaction transaction`),
  },
  netsuite_suiteanalytics: {
    netsuite:
      list(`accounting_period accounts budget class currencies customer department entity expense_category item job location
      partner payment_method subsidiary subscription transaction_line transactions vendor vendor_category`),
  },
  google_ads: {
    google_ads: list(
      'account ad_group ad_group_criterion ad_group_hourly_stats ad_stats campaign campaign_hourly_stats keyword_stats search_term_stats',
    ),
  },
  google_analytics_4: {
    google_analytics_4: list(
      'accounts conversions_report demographic_report ecommerce_purchases pages_path_report traffic_acquisition_session user_acquisition',
    ),
  },
  facebook_ads: {
    facebook_ads: list(
      'account_history ad_history ad_set_history basic_ad basic_campaign campaign_history creative_history',
    ),
  },
  linkedin_ads: {
    linkedin_ads: list(
      'account_history ad_analytics_by_campaign ad_analytics_by_creative campaign_group_history campaign_history',
    ),
  },
  tiktok_ads: { tiktok_ads: list('ad_history ad_report_daily adgroup_history campaign_history campaign_report_daily') },
  bingads: {
    bingads: list(
      'account_performance_daily_report ad_group_history campaign_history campaign_performance_daily_report',
    ),
  },
  google_search_console: {
    google_search_console: list('keyword_page_report keyword_site_report_by_page page_report sitemap'),
  },
  klaviyo: {
    klaviyo: list('campaign event flow global_exclusion list list_person metric person segment segment_person'),
  },
  mailchimp: { mailchimp: list('automation campaign campaign_recipient list member segment unsubscribe') },
  iterable: { iterable: list('campaign campaign_metrics channel event list list_user_history template user_history') },
  marketo: {
    marketo: list(
      'activity_click_email activity_open_email campaign email_template_history lead list_membership program segment',
    ),
  },
  intercom: {
    intercom: list('admin company_history contact_history conversation_history conversation_part_history tag team'),
  },
  github: {
    github: list(
      'branch_commit_relation commit deployment issue issue_comment issue_label milestone pull_request pull_request_review repository team user workflow_run',
    ),
  },
  jira: {
    jira: list(
      'board component epic field issue issue_field_history issue_link priority project resolution sprint status user version worklog',
    ),
  },
  asana: { asana: list('project project_task section story tag task task_follower team user') },
  greenhouse: {
    greenhouse: list('application candidate department interview job job_opening offer office scorecard source user'),
  },
  bamboohr: { bamboohr: list('employee employee_job_info time_off_request') },
  workday: { workday: list('headcount_report organization position worker') },
  quickbooks: {
    quickbooks: list(
      'account bill bill_line bundle credit_memo customer deposit estimate invoice invoice_line item journal_entry payment purchase vendor',
    ),
  },
  xero: {
    xero: list(
      'account bank_transaction contact credit_note invoice invoice_line_item journal_line organization payment',
    ),
  },
  servicenow: { servicenow: list('change_request cmdb_ci incident problem sc_request sys_user task') },
  twilio: { twilio: list('call conference message phone_number recording usage_record') },
  sendgrid: { sendgrid: list('bounces campaign contact event list message') },
  recharge: { recharge: list('address charge charge_line_item customer discount order subscription') },
  aws_cloudtrail: { aws_cloudtrail: list('event') },
  airtable: { 'Store openings': ['Sites', 'Landlords', 'Lease terms', 'Fit-out tasks'] },
  notion: { notion: list('block database page user') },
  fivetran_log: {
    fivetran_log: list(
      'account account_membership active_volume connection connector_sdk_log destination destination_membership incremental_mar log role user',
    ),
  },
};

/** A file, a sheet or a hook is one table, named as the connection names it. */
export function tablesOf(service: string, schema: string): Readonly<Record<string, readonly string[]>> {
  const known = byService[service];
  if (known !== undefined) return known;
  const [name = schema, table = 'data'] = schema.split('.');
  return { [name]: [table] };
}
