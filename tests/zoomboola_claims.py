"""Claims that source:zoomboola makes, by passage, a row of Turtle each; read by `claims.claim`."""

from __future__ import annotations

CLAIMS = {
    "title": """
        source:zoomboola cel:declaredCount 6
        place:north-korea a cel:Country
    """,
    "introduction-1": """
        genre:north-korean-cinema rdfs:label "North Korean cinema"@en
    """,
    "introduction-2": """
        source:zoomboola cel:declaredCount 6
        source:zoomboola cel:compiledBy organization:zoomboola
        film:pulgasari cel:comparedWith work:godzilla
    """,
    "the-flower-girl-1": """
        film:the-flower-girl cel:comparedWith work:anna-karenina
        work:anna-karenina cel:writer person:leo-tolstoy
        film:the-flower-girl cel:protagonist character:the-flower-girl-heroine
        film:the-flower-girl cel:theme theme:sacrifice
        film:the-flower-girl cel:theme theme:social-injustice
    """,
    "the-flower-girl-2": """
        film:the-flower-girl cel:setIn place:korea
        film:the-flower-girl cel:setDuring period:japanese-rule
        film:the-flower-girl cel:genre genre:propaganda
        film:the-flower-girl cel:appreciatedAbroad true
        film:the-flower-girl cel:character character:the-flower-girl-mother
        film:the-flower-girl cel:character character:the-flower-girl-brother
        rating:the-flower-girl-imdb a cel:Rating
        rating:the-flower-girl-imdb cel:ratingOf film:the-flower-girl
        rating:the-flower-girl-imdb cel:ratingValue 6.9
        rating:the-flower-girl-imdb cel:ratedBy organization:imdb
    """,
    "the-flower-girl-3": """
        review:kao-the-flower-girl a cel:Review
        review:kao-the-flower-girl cel:reviewOf film:the-flower-girl
        review:kao-the-flower-girl cel:reviewer person:anthony-kao
        review:kao-the-flower-girl cel:publishedIn organization:cinema-escapist
        review:kao-the-flower-girl cel:stance cel:Mixed
    """,
    "the-flower-girl-caption-1": """
        image:the-flower-girl-1 a cel:Still
        image:the-flower-girl-1 cel:imageOf film:the-flower-girl
    """,
    "sea-of-blood-1": """
        film:sea-of-blood cel:contributor person:kim-il-sung
        person:kim-jong-il cel:parent person:kim-il-sung
        person:kim-jong-il cel:occupation "dictator"@en
        custom:crediting-leaders a cel:Custom
        custom:crediting-leaders cel:practisedIn place:north-korea
        custom:crediting-leaders cel:illustrates film:sea-of-blood
    """,
    "sea-of-blood-1.hedged": """
        film:sea-of-blood cel:coDirector person:kim-jong-il
    """,
    "sea-of-blood-2": """
        film:sea-of-blood cel:genre genre:war
        film:sea-of-blood cel:genre genre:drama
        film:sea-of-blood cel:setDuring period:japanese-rule
        film:sea-of-blood cel:theme theme:resistance
        film:sea-of-blood cel:theme theme:revenge
        film:sea-of-blood cel:protagonist character:sea-of-blood-heroine
        character:sea-of-blood-heroine cel:occupation "partisan"@en
    """,
    "sea-of-blood-3": """
        film:sea-of-blood cel:genre genre:propaganda
        film:sea-of-blood cel:theme theme:ideology
        film:sea-of-blood cel:shownIn organization:north-korean-theatres
        film:sea-of-blood cel:studiedAt organization:north-korean-universities
    """,
    "sea-of-blood-caption-1": """
        image:sea-of-blood-1 cel:imageOf film:sea-of-blood
    """,
    "pulgasari-1": """
        event:abduction-of-shin-sang-ok a cel:Abduction
        event:abduction-of-shin-sang-ok cel:year 1978
        event:abduction-of-shin-sang-ok cel:participant person:shin-sang-ok
        event:abduction-of-shin-sang-ok cel:onOrderOf person:kim-jong-il
        event:forced-film-making-of-shin-sang-ok cel:place place:north-korea
        person:shin-sang-ok cel:citizenOf place:south-korea
        person:shin-sang-ok cel:occupation "film director"@en
    """,
    "pulgasari-2": """
        film:pulgasari cel:director person:shin-sang-ok
        film:pulgasari cel:genre genre:fantasy
        film:pulgasari cel:genre genre:action
        film:pulgasari cel:protagonist character:pulgasari-blacksmith
        film:pulgasari cel:character character:pulgasari-monster
        film:pulgasari cel:character character:pulgasari-peasants
        character:pulgasari-blacksmith cel:occupation "blacksmith"@en
    """,
    "pulgasari-3": """
        film:pulgasari cel:specialEffectsBy organization:godzilla-effects-team
        work:godzilla cel:contributor organization:godzilla-effects-team
        work:godzilla cel:countryOfOrigin place:japan
        film:pulgasari cel:comparedWith work:godzilla
        rating:pulgasari-imdb cel:ratingOf film:pulgasari
        rating:pulgasari-imdb cel:ratingValue 5.3
        rating:pulgasari-imdb cel:ratedBy organization:imdb
    """,
    "pulgasari-4": """
        event:journey-to-vienna a cel:Journey
        event:journey-to-vienna cel:place place:vienna
        event:journey-to-vienna cel:participant person:shin-sang-ok
        event:journey-to-vienna cel:participant organization:family-of-shin-sang-ok
        event:pulgasari-distribution-negotiations a cel:Negotiation
        event:pulgasari-distribution-negotiations cel:concerns film:pulgasari
        event:pulgasari-distribution-negotiations cel:territory place:europe
        event:arrival-at-us-embassy cel:destination organization:us-embassy-vienna
        event:arrival-at-us-embassy cel:participant person:shin-sang-ok
        event:asylum-of-shin-sang-ok a cel:Asylum
        event:asylum-of-shin-sang-ok cel:participant person:shin-sang-ok
        event:asylum-of-shin-sang-ok cel:participant organization:family-of-shin-sang-ok
    """,
    "pulgasari-caption-1": """
        image:pulgasari-1 cel:depicts character:pulgasari-monster
    """,
    "the-hero-noreturn-1": """
        film:the-hero-noreturn cel:comparedWith work:mission-impossible
        film:the-hero-noreturn cel:setIn place:south-korea
        film:the-hero-noreturn cel:theme theme:duty
        film:the-hero-noreturn cel:theme theme:moral-choice
        film:the-hero-noreturn cel:protagonist character:the-hero-noreturn-spy
        character:the-hero-noreturn-spy cel:occupation "spy"@en
        character:the-hero-noreturn-spy cel:comesFrom place:north-korea
    """,
    "the-hero-noreturn-2": """
        film:the-hero-noreturn cel:genre genre:spy
        film:the-hero-noreturn cel:theme theme:cold-war
    """,
    "the-hero-noreturn-caption-1": """
        image:the-hero-noreturn-1 a cel:Cover
    """,
    "spirit-of-korean-celadon-1": """
        film:spirit-of-korean-celadon cel:genre genre:historical-drama
        film:spirit-of-korean-celadon cel:theme theme:ceramics
    """,
    "spirit-of-korean-celadon-2": """
        film:spirit-of-korean-celadon cel:setDuring period:goryeo
        film:spirit-of-korean-celadon cel:theme theme:envy
        film:spirit-of-korean-celadon cel:theme theme:national-culture
        film:spirit-of-korean-celadon cel:protagonist character:spirit-of-korean-celadon-potter
        character:spirit-of-korean-celadon-potter cel:occupation "potter"@en
    """,
    "spirit-of-korean-celadon-2.hedged": """
        film:spirit-of-korean-celadon cel:availability cel:HardToFind
    """,
    "spirit-of-korean-celadon-caption-1": """
        image:spirit-of-korean-celadon-1 cel:imageOf film:spirit-of-korean-celadon
    """,
    "the-schoolgirls-diary-1": """
        film:the-schoolgirls-diary cel:genre genre:teen-drama
        film:the-schoolgirls-diary cel:countryOfOrigin place:north-korea
        film:the-schoolgirls-diary cel:theme theme:socialist-values
        film:the-schoolgirls-diary cel:protagonist character:the-schoolgirls-diary-heroine
        character:the-schoolgirls-diary-heroine cel:occupation "schoolgirl"@en
        character:the-schoolgirls-diary-heroine cel:comesFrom place:pyongyang
    """,
    "the-schoolgirls-diary-2": """
        film:the-schoolgirls-diary cel:theme theme:patriotism
        film:the-schoolgirls-diary cel:theme theme:youth
    """,
    "the-schoolgirls-diary-3": """
        film:the-schoolgirls-diary cel:audience 8000000
        film:the-schoolgirls-diary cel:audienceShare 0.33
        film:the-schoolgirls-diary cel:theme theme:modern-life
        film:the-schoolgirls-diary cel:reputation "A great success with audiences at home."@en
        event:the-schoolgirls-diary-premiere cel:calendarMonth 8
        review:elley-the-schoolgirls-diary cel:reviewOf film:the-schoolgirls-diary
        review:elley-the-schoolgirls-diary cel:reviewer person:derek-elley
        review:elley-the-schoolgirls-diary cel:publishedIn organization:variety
        review:elley-the-schoolgirls-diary cel:stance cel:Favourable
    """,
    "comrade-kim-goes-flying-1": """
        film:comrade-kim-goes-flying cel:genre genre:romantic-comedy
        film:comrade-kim-goes-flying cel:protagonist character:kim-yong-mi
        character:kim-yong-mi rdfs:label "Kim Yong Mi"@en
        character:kim-yong-mi cel:occupation "miner"@en
        film:comrade-kim-goes-flying cel:theme theme:dreams
        film:comrade-kim-goes-flying cel:theme theme:perseverance
    """,
    "comrade-kim-goes-flying-2": """
        film:comrade-kim-goes-flying cel:theme theme:optimism
        film:comrade-kim-goes-flying cel:countryOfOrigin place:north-korea
        film:comrade-kim-goes-flying cel:countryOfOrigin place:belgium
        film:comrade-kim-goes-flying cel:countryOfOrigin place:united-kingdom
        place:belgium cel:locatedIn place:europe
        place:united-kingdom cel:locatedIn place:europe
        review:weissberg-comrade-kim-goes-flying cel:reviewOf film:comrade-kim-goes-flying
        review:weissberg-comrade-kim-goes-flying cel:reviewer person:jay-weissberg
        review:weissberg-comrade-kim-goes-flying cel:publishedIn organization:variety
        review:weissberg-comrade-kim-goes-flying cel:stance cel:Favourable
    """,
    "comrade-kim-goes-flying-caption-1": """
        image:comrade-kim-goes-flying-trailer a cel:Trailer
    """,
    "conclusion-1": """
        genre:north-korean-cinema cel:relatedTo genre:propaganda
        genre:north-korean-cinema cel:relatedTo genre:fantasy
        genre:north-korean-cinema cel:availability cel:HardToFind
        genre:north-korean-cinema cel:translationAvailability cel:HardToFind
    """,
}
