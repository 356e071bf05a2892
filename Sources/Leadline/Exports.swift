// Users of the library import `Leadline` alone.
@_exported public import LeadlineDatabase
@_exported public import LeadlineFences
@_exported public import LeadlineGeometry
@_exported public import LeadlineIndex
@_exported public import LeadlineLeads
@_exported public import LeadlineModel
@_exported public import LeadlineTerritories
@_exported public import LeadlineVisits
