use entity::types::{Line, Prose, Ref, RowId, WebAddress};
use entity::{Entity, choice};

use super::Company;
use crate::identity::entities::Client;
use crate::types::Ratio;

choice! {
    /// What a piece of research is about.
    pub enum ResearchType {
        CompanyInfo = "COMPANY_INFO",
        FinancialData = "FINANCIAL_DATA",
        MarketAnalysis = "MARKET_ANALYSIS",
        CompetitorAnalysis = "COMPETITOR_ANALYSIS",
        NewsArticles = "NEWS_ARTICLES",
        SocialMedia = "SOCIAL_MEDIA",
        AiGenerated = "AI_GENERATED",
        Other = "OTHER",
    }
}

/// What was found out about a company, by people or by a model.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 52,
    module = "contacts",
    table = "company_research",
    prefix = "crs",
    title = "title",
    client = "client_id",
    location = "company_id.location_id",
    search("title", "content")
)]
pub struct CompanyResearch {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "create")]
    pub client_id: Ref<Client>,
    #[field(3, on_delete = "cascade", access = "create")]
    pub company_id: Ref<Company>,
    #[field(4, index)]
    pub title: Line<250>,
    #[field(5)]
    pub content: Prose,
    /// Where it comes from.
    #[field(6)]
    pub source: Option<Line<250>>,
    #[field(7)]
    pub url: Option<WebAddress>,
    #[field(8, index, default = "OTHER")]
    pub research_type: ResearchType,
    #[field(9, index, default = false)]
    pub ai_generated: bool,
    /// How sure the model is, from 0 to 1.
    #[field(10)]
    pub confidence: Option<Ratio>,
    #[field(11, default = "[]")]
    pub tags: Vec<String>,
}
