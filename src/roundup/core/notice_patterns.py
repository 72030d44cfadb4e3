"""The patterns of notices and advertising that a publication has until it changes them, in six languages."""

DEFAULT_PATTERNS = """\
headline: subscribe to our
headline: sign up for our
headline: sign up to our
headline: our newsletter
headline: our newsletters
headline starts: subscribe now
headline part: newsletter
headline: suscríbete a
headline: boletín informativo
headline: abonnez-vous
headline: inscrivez-vous à
headline: newsletter abonnieren
headline: jetzt abonnieren
headline: assine a
headline: subscreva a
headline: inscreva-se
headline: اشترك في نشرتنا
headline: النشرة البريدية
headline part: podcast
headline part: pódcast
headline part: بودكاست
headline starts: listen now
headline part: audio
headline part: correction
headline part: corrections
headline part: clarification
headline starts: corrections and clarifications
headline part: rectificación
headline part: fe de errores
headline part: rectificatif
headline part: erratum
headline part: korrektur
headline part: richtigstellung
headline part: errata
headline part: correção
headline part: تصحيح
headline part: sponsored
headline starts: sponsored by
headline part: paid post
headline part: partner content
headline part: advertisement
headline part: advertorial
headline part: contenido patrocinado
headline part: publirreportaje
headline part: publi-rédactionnel
headline part: contenu sponsorisé
headline part: anzeige
headline part: conteúdo patrocinado
headline part: publicidade
headline part: إعلان مدفوع
headline part: محتوى برعاية
headline: discount code
headline: promo code
headline: coupon code
headline: código de descuento
headline: code promo
headline: gutscheincode
headline: código de desconto
headline: كود خصم
headline: in pictures
headline: picture essay
headline: photo essay
headline: photos of the week
headline: photos of the day
headline part: photos
headline part: gallery
headline part: slideshow
headline part: in photos
headline: en imágenes
headline part: fotogalería
headline: en images
headline part: diaporama
headline: in bildern
headline part: bildergalerie
headline part: fotostrecke
headline: em imagens
headline part: fotogaleria
headline part: galeria
headline: بالصور
headline part: live updates
headline part: live blog
headline part: live
headline ends: live updates
headline ends: as it happened
headline ends: in real time
headline part: en vivo
headline part: en directo
headline part: en direct
headline part: liveticker
headline ends: im liveticker
headline ends: im ticker
headline part: ao vivo
headline part: مباشر
headline part: بث مباشر
headline starts: watch live
headline part: video
headline part: vídeo
headline part: quiz
headline part: crossword
headline part: horoscope
headline part: horóscopo
headline part: horoskop
headline starts: horoscope du
headline: daily briefing
headline: morning briefing
headline: evening briefing
headline: monday briefing
headline: tuesday briefing
headline: wednesday briefing
headline: thursday briefing
headline: friday briefing
headline: weekend briefing
headline part: tell us
label: newsletter
label: newsletters
label: podcast
label: podcasts
label: sponsored
label: sponsored content
label: sponsored post
label: paid post
label: paid content
label: partner content
label: brand content
label: branded content
label: advertorial
label: advertisement
label: advertising
label: promoted
label: deals
label: coupons
label: patrocinado
label: publicidad
label: contenido patrocinado
label: sponsorisé
label: publicité
label: anzeige
label: werbung
label: gesponsert
label: publicidade
label: conteúdo patrocinado
label: إعلان
label: برعاية
label: gallery
label: galleries
label: galerias
label: galerías
label: galeria
label: fotogalería
label: bildergalerie
label: diaporama
label: videos
label: vídeos
label: live blog
label: liveblog
label: live updates
label: liveticker
label: quiz
label: quizzes
label: crosswords
label: horoscopes
label: corrections
author: sponsored
author: sponsor
author: sponsored content
author: paid post
author: partner content
author: brand studio
author: advertising department
address: newsletters
address: newsletter
address: podcasts
address: podcast
address: sponsored
address: sponsored-content
address: paid-post
address: paidpost
address: partner-content
address: brandcontent
address: advertorial
address: coupons
address: deals
address: gallery
address: galleries
address: galerias
address: galeria
address: fotogaleria
address: picture
address: photos
address: live
address: liveblog
address: videos
address: video
address: av
address: quiz
address: quizzes
address: crosswords
address: horoscopes
address: corrections
"""
